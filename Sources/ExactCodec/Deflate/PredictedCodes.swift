/// How often each symbol occurs in a block.
struct SymbolFrequencies {
  var literals = [Int](repeating: 0, count: DeflateTables.literalSymbols)
  var distances = [Int](repeating: 0, count: DeflateTables.distanceSymbols)

  /// - Parameter end: where the last token's bytes end in `raw`
  init(_ tokens: [DeflateToken], of raw: [UInt8], endingAt end: Int) {
    var position = end - tokens.reduce(0) { $0 + Int($1.length) }
    for token in tokens {
      if token.isLiteral {
        literals[Int(raw[position])] += 1
      } else {
        let index = Int(token.length) - DeflateTables.shortest
        literals[257 + Int(DeflateTables.lengthSymbols[index])] += 1
        distances[DeflateTables.distanceSymbol(Int(token.distance))] += 1
      }
      position += Int(token.length)
    }
    literals[DeflateTables.endOfBlock] += 1
  }
}

/// The codes that zlib would give a block.
struct PredictedCodes {
  var codes = DeflateCodes()
  /// Whether the fixed codes are no longer than these.
  var prefersFixed = false

  init(_ frequencies: SymbolFrequencies) {
    codes.literals = PredictedCode.lengths(frequencies.literals, limit: 15, by: .heap)
      .trimmed(to: 257)
    codes.distances = PredictedCode.lengths(frequencies.distances, limit: 15, by: .heap)
      .trimmed(to: 1)
    codes.runs = codes.predictedRuns
    let runFrequencies = CodeLengthRuns.frequencies(codes.runs)
    codes.runLengths = PredictedCode.lengths(runFrequencies, limit: 7, by: .heap)
    codes.runLengthCount = CodeLengthRuns.writtenCount(codes.runLengths)
    // In bits, three of which are the block's kind; encoders compare whole bytes.
    let header =
      14 + 3 * codes.runLengthCount + bits(runFrequencies, codes.runLengths)
      + zip(runFrequencies[16...], DeflateTables.runExtraBits).reduce(0) { $0 + $1.0 * $1.1 }
    let ofDynamic =
      header + bits(frequencies.literals, codes.literals)
      + bits(frequencies.distances, codes.distances)
    let ofFixed =
      bits(frequencies.literals, DeflateTables.fixedLiteralLengths)
      + bits(frequencies.distances, DeflateTables.fixedDistanceLengths)
    let extra =
      zip(frequencies.literals[257...], DeflateTables.lengthExtraBits)
      .reduce(0) { $0 + $1.0 * $1.1 }
      + zip(frequencies.distances, DeflateTables.distanceExtraBits).reduce(0) { $0 + $1.0 * $1.1 }
    prefersFixed = (ofFixed + extra + 10) >> 3 <= (ofDynamic + extra + 10) >> 3
  }

  private func bits(_ frequencies: [Int], _ lengths: [UInt8]) -> Int {
    zip(frequencies, lengths).reduce(0) { $0 + $1.0 * Int($1.1) }
  }
}

extension DeflateCodes {
  /// The runs into which zlib cuts the lengths of both codes, each by itself.
  var predictedRuns: [CodeLengthRun] {
    var runs: [CodeLengthRun] = []
    for lengths in [literals, distances] {
      var index = 0
      while index < lengths.count {
        let previous = index == 0 ? nil : lengths[index - 1]
        let run = CodeLengthRuns.predicted(
          lengths, at: index, end: lengths.count, previous: previous)
        runs.append(run)
        index += Int(run.count)
      }
    }
    return runs
  }
}

extension [UInt8] {
  /// Without the zeros at the end, but with `least` numbers.
  func trimmed(to least: Int) -> [UInt8] {
    let end = lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    return Array(self[..<Swift.max(end, least)])
  }
}
