extension DeflateBlock {
  /// Appends the block to a stream.
  ///
  /// - Parameter bytes: those that the block stands for
  /// - Returns: false if a token has no code
  func write(of bytes: ArraySlice<UInt8>, to writer: inout DeflateBitWriter) -> Bool {
    writer.append(isFinal ? 1 : 0, bits: 1)
    writer.append(UInt32(kind.rawValue), bits: 2)
    switch kind {
    case .stored:
      writer.append(UInt32(padding), bits: writer.padding)
      writer.append(UInt32(byteCount), bits: 16)
      writer.append(UInt32(byteCount ^ 0xFFFF), bits: 16)
      writer.append(bytes)
      return true
    case .fixed:
      let (literals, distances) = DeflateTables.fixedLengths
      return writeTokens(bytes, literals, distances, to: &writer)
    case .dynamic:
      codes.write(to: &writer)
      return writeTokens(bytes, codes.literals, codes.distances, to: &writer)
    }
  }

  private func writeTokens(
    _ bytes: ArraySlice<UInt8>, _ literalLengths: [UInt8], _ distanceLengths: [UInt8],
    to writer: inout DeflateBitWriter
  ) -> Bool {
    let literals = DeflateSymbolWriter(literalLengths, count: 288)
    let distances = DeflateSymbolWriter(distanceLengths, count: 32)
    var isWritten = true
    var position = bytes.startIndex
    for token in tokens {
      if token.isLiteral {
        isWritten = literals.write(Int(bytes[position]), to: &writer) && isWritten
      } else {
        let index = Int(DeflateTables.lengthSymbols[Int(token.length) - DeflateTables.shortest])
        isWritten = literals.write(257 + index, to: &writer) && isWritten
        writer.append(
          UInt32(Int(token.length) - DeflateTables.lengthBases[index]),
          bits: DeflateTables.lengthExtraBits[index])
        let symbol = DeflateTables.distanceSymbol(Int(token.distance))
        isWritten = distances.write(symbol, to: &writer) && isWritten
        writer.append(
          UInt32(Int(token.distance) - DeflateTables.distanceBases[symbol]),
          bits: DeflateTables.distanceExtraBits[symbol])
      }
      position += Int(token.length)
    }
    return literals.write(DeflateTables.endOfBlock, to: &writer) && isWritten
  }
}

extension DeflateCodes {
  fileprivate func write(to writer: inout DeflateBitWriter) {
    writer.append(UInt32(literals.count - 257), bits: 5)
    writer.append(UInt32(distances.count - 1), bits: 5)
    writer.append(UInt32(runLengthCount - 4), bits: 4)
    for symbol in DeflateTables.runOrder[..<runLengthCount] {
      writer.append(UInt32(runLengths[symbol]), bits: 3)
    }
    let symbols = DeflateSymbolWriter(runLengths, count: DeflateTables.runSymbols)
    for run in runs {
      _ = symbols.write(Int(run.symbol), to: &writer)
      guard run.symbol >= 16 else { continue }
      let kind = Int(run.symbol) - 16
      writer.append(
        UInt32(Int(run.count) - DeflateTables.runBases[kind]),
        bits: DeflateTables.runExtraBits[kind])
    }
  }
}

/// Writes symbols of a prefix code.
private struct DeflateSymbolWriter {
  /// Codes times 16, and their lengths.
  private var entries: [UInt32]

  init(_ lengths: [UInt8], count: Int) {
    entries = zip(HuffmanCode.codes(lengths), lengths).map { UInt32($0) << 4 | UInt32($1) }
    entries.append(contentsOf: repeatElement(0, count: max(count - entries.count, 0)))
  }

  /// - Returns: false if the symbol has no code
  @inline(__always)
  func write(_ symbol: Int, to writer: inout DeflateBitWriter) -> Bool {
    let entry = entries[symbol]
    writer.append(entry >> 4, bits: Int(entry & 15))
    return entry != 0
  }
}
