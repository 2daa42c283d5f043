/// Headers on their way to be packed.
struct HeaderPacker {
  private(set) var headers: [[UInt8]] = []
  private(set) var needsCoefficients = false
  private var counter = DefinitionCounter()
  private var tableCount = 0
  private var frame: PackedScan.Frame?

  /// - Parameter isOptimal: whether a table that is not typical is to be made from coefficients
  init(
    _ headers: [[UInt8]], isOptimal: (TableFrequencies.Key, HuffmanTable) -> Bool
  ) throws(JPEGError) {
    for header in headers {
      var packed: [UInt8] = []
      var pieces = HeaderPieces(of: header)
      while let piece = try pieces.next() {
        switch piece {
        case .other(let range): packed += header[range]
        case .segment(let marker, let payload):
          if let segment = try pack(marker, header[payload], isOptimal) {
            packed += segment.bytes
          } else {
            packed += header[payload.lowerBound - 4..<payload.upperBound]
          }
        case .packed: throw .malformed(part: "headers")
        }
      }
      self.headers.append(packed)
    }
  }

  /// What stands for a segment; nil if it must be kept.
  private mutating func pack(
    _ marker: UInt8, _ payload: ArraySlice<UInt8>,
    _ isOptimal: (TableFrequencies.Key, HuffmanTable) -> Bool
  ) throws(JPEGError) -> PackedSegment? {
    switch marker {
    case 0xC4: return try tables(payload, isOptimal).map(PackedSegment.huffman)
    case 0xDB:
      guard let tables = PackedQuantisation.tables(payload), hasRoom(for: tables.count) else {
        return nil
      }
      return .quantisation(tables)
    case 0xDA:
      return frame.flatMap { PackedScan(payload: payload, in: $0) }.map(PackedSegment.scan)
    case 0xE0: return PackedJFIF(payload: payload).map(PackedSegment.jfif)
    default:
      frame = PackedScan.Frame(marker: marker, payload: payload)
      return PackedFrame(marker: marker, payload: payload).map(PackedSegment.frame)
    }
  }

  /// The Huffman tables of a segment; nil unless all of them can be made again.
  private mutating func tables(
    _ payload: ArraySlice<UInt8>, _ isOptimal: (TableFrequencies.Key, HuffmanTable) -> Bool
  ) throws(JPEGError) -> [PackedTable]? {
    let definitions = try HuffmanTable.definitions(payload)
    var tables: [PackedTable] = []
    for definition in definitions {
      let key = counter.next(definition.place)
      if let typical = PackedTable(typical: definition) {
        tables.append(typical)
      } else if isOptimal(key, definition.table) {
        tables.append(PackedTable(place: definition.place, origin: .optimal))
      }
    }
    guard (1...255).contains(tables.count), tables.count == definitions.count,
      hasRoom(for: tables.count)
    else { return nil }
    if tables.contains(where: { $0.origin == .optimal }) { needsCoefficients = true }
    return tables
  }

  /// Whether that many more tables may be packed; if so, they count.
  private mutating func hasRoom(for count: Int) -> Bool {
    guard tableCount + count <= HeaderPacking.tableLimit else { return false }
    tableCount += count
    return true
  }
}

/// Counts how often each table is defined, as a `TableSet` does.
struct DefinitionCounter {
  private var counts = Array(repeating: 0, count: TableSet.count)

  mutating func next(_ place: Int) -> TableFrequencies.Key {
    counts[place] += 1
    return TableFrequencies.Key(place: place, definition: counts[place])
  }
}
