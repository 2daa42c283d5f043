extension OriginalCoding {
  /// Reads how a file is coded.
  ///
  /// Throws `unsupported` for sampling that a copy cannot have, and `damaged` where tables are
  /// missing.
  init(of file: JPEGSegments) throws(ImageError) {
    guard let frame = file.segments.first(where: \.marker.isStartOfFrame),
      let scan = file.segments.firstIndex(where: { $0.marker == .startOfScan })
    else { throw .damaged(reason: "no picture in it", offset: file.end) }
    let components = frame.payload.dropFirst(6)
    let sampling = stride(from: components.startIndex, to: components.endIndex, by: 3).map {
      (across: Int(components[$0 + 1] >> 4), down: Int(components[$0 + 1] & 15))
    }
    let selectors = stride(from: components.startIndex, to: components.endIndex, by: 3).map {
      components[$0 + 2]
    }
    let header = file.segments[..<scan]
    let known = try Self.tables(in: header)
    var tables: [QuantisationTable] = []
    for selector in selectors {
      guard let table = known[selector] else {
        throw .damaged(reason: "no quantisation table \(selector)", offset: frame.offset)
      }
      tables.append(table)
    }
    while tables.count > 1, tables[tables.count - 1] == tables[tables.count - 2] {
      tables.removeLast()
    }
    self.tables = tables
    if sampling.count == 1 {
      (across, down) = (1, 1)
    } else {
      (across, down) = try Self.ratio(of: sampling)
    }
    process =
      frame.marker == .progressiveFrame
      ? .progressive : Self.hasTypicalCodes(header) ? .typical : .optimised
  }

  private static func ratio(
    of sampling: [(across: Int, down: Int)]
  ) throws(ImageError) -> (Int, Int) {
    let (luma, chroma) = (sampling[0], sampling[1])
    guard chroma == sampling[2], chroma.across > 0, chroma.down > 0,
      luma.across % chroma.across == 0, luma.down % chroma.down == 0,
      luma.across > 0, luma.down > 0
    else {
      let factors = sampling.map { "\($0.across)×\($0.down)" }.joined(separator: ", ")
      throw .unsupported("components sampled as \(factors)")
    }
    let ratio = (luma.across / chroma.across, luma.down / chroma.down)
    guard ratio.0 * ratio.1 <= most else {
      throw .unsupported("chroma at 1/\(ratio.0 * ratio.1) of the resolution")
    }
    return ratio
  }

  /// A unit of a scan has at most ten blocks (ITU-T T.81, B.2.3), two of them of chroma.
  static let most = 8

  /// The quantisation tables by their numbers.
  private static func tables(
    in segments: ArraySlice<JPEGSegments.Segment>
  ) throws(ImageError) -> [UInt8: QuantisationTable] {
    var tables: [UInt8: QuantisationTable] = [:]
    for segment in segments where segment.marker == .quantisationTables {
      var rest = segment.payload[...]
      while let start = rest.popFirst() {
        let size = start >> 4 == 0 ? 1 : 2
        guard rest.count >= 64 * size else {
          throw .damaged(reason: "a quantisation table that is cut short", offset: segment.offset)
        }
        let bytes = Array(rest.prefix(64 * size))
        tables[start & 15] = QuantisationTable(
          steps: (0..<64).map { index in
            let step =
              size == 1 ? Int(bytes[index]) : Int(bytes[2 * index]) << 8 | Int(bytes[2 * index + 1])
            return UInt8(min(max(step, 1), 255))
          })
        rest = rest.dropFirst(64 * size)
      }
    }
    return tables
  }

  /// Whether the Huffman code of luma's AC coefficients is that of ITU-T T.81, table K.5, by its
  /// code lengths.
  private static func hasTypicalCodes(_ segments: ArraySlice<JPEGSegments.Segment>) -> Bool {
    segments.contains { segment in
      guard segment.marker == .huffmanTables else { return false }
      let bytes = segment.payload
      return bytes.indices.contains { start in
        bytes[start] == 0x10 && bytes[(start + 1)...].starts(with: typicalLengths)
      }
    }
  }

  private static let typicalLengths: [UInt8] = [
    0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D,
  ]
}

// The layout, which is part of the archive format:
//
//     process     1 byte           0 typical Huffman tables, 1 own ones, 2 progressive
//     coarseness  1 byte           0…64
//     sampling    1 byte           columns · 16 + rows for a sample of chroma, 1…4 each
//     tables      1 to 3 times     of luma and both components of chroma; the last is also that of
//                                  those that follow
//       quality   1 byte           1…100: libjpeg's; 0: steps follow
//       steps     64 bytes         in zigzag order, 1…255, after a quality of 0
extension OriginalCoding {
  /// Reads what ``bytes`` is; nil for anything else.
  package init?(bytes: [UInt8]) {
    guard bytes.count >= 4, let process = Process(rawValue: bytes[0]) else { return nil }
    (self.process, coarseness) = (process, Int(bytes[1]))
    (across, down) = (Int(bytes[2] >> 4), Int(bytes[2] & 15))
    guard coarseness <= Self.coarsest, (1...4).contains(across), (1...4).contains(down),
      across * down <= Self.most
    else { return nil }
    var rest = bytes.dropFirst(3)
    tables = []
    while let quality = rest.popFirst() {
      switch quality {
      case 1...100:
        tables.append(
          tables.isEmpty ? .luma(quality: Int(quality)) : .chroma(quality: Int(quality)))
      case 0:
        let steps = Array(rest.prefix(64))
        guard steps.count == 64, !steps.contains(0) else { return nil }
        tables.append(QuantisationTable(steps: steps))
        rest = rest.dropFirst(64)
      default: return nil
      }
    }
    guard tables.count <= 3 else { return nil }
  }

  /// The bytes of that layout.
  package var bytes: [UInt8] {
    var bytes = [process.rawValue, UInt8(coarseness), UInt8(across << 4 | down)]
    for (index, table) in tables.enumerated() {
      if let quality = table.quality(isChroma: index > 0) {
        bytes.append(UInt8(quality))
      } else {
        bytes += [0] + table.steps
      }
    }
    return bytes
  }
}
