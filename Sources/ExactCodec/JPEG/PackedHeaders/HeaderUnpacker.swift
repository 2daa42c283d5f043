/// Headers that were packed, with all segments in place again.
struct HeaderUnpacker {
  private(set) var headers: [[UInt8]] = []
  /// The tables that coefficients tell.
  private(set) var optimal: Set<TableFrequencies.Key> = []
  private var counter = DefinitionCounter()
  private var tableCount = 0
  private var frame: PackedScan.Frame?

  /// Puts empty tables where coefficients tell them.
  init(withoutOptima packed: [[UInt8]]) throws(JPEGError) {
    let none = HuffmanTable(counts: Array(repeating: 0, count: 16), symbols: [])
    try self.init(packed) { _ in none }
  }

  /// - Parameter optimum: a table that coefficients tell
  init(
    _ packed: [[UInt8]], optimum: (TableFrequencies.Key) -> HuffmanTable?
  ) throws(JPEGError) {
    for header in packed {
      var unpacked: [UInt8] = []
      var pieces = HeaderPieces(of: header)
      while let piece = try pieces.next() {
        switch piece {
        case .other(let range): unpacked += header[range]
        case .segment(let marker, let payload):
          try note(marker, header[payload])
          unpacked += header[payload.lowerBound - 4..<payload.upperBound]
        case .packed(let packed): unpacked += try segment(packed, optimum)
        }
      }
      headers.append(unpacked)
    }
  }

  /// Keeps of a segment what those behind it need.
  private mutating func note(_ marker: UInt8, _ payload: ArraySlice<UInt8>) throws(JPEGError) {
    switch marker {
    case 0xC0...0xC2: frame = PackedScan.Frame(marker: marker, payload: payload)
    case 0xC4:
      guard let definitions = try? HuffmanTable.definitions(payload) else {
        throw .malformed(part: "headers")
      }
      for definition in definitions { _ = counter.next(definition.place) }
    default: break
    }
  }

  private mutating func segment(
    _ packed: PackedSegment, _ optimum: (TableFrequencies.Key) -> HuffmanTable?
  ) throws(JPEGError) -> [UInt8] {
    switch packed {
    case .huffman(let tables): return try segment(tables, optimum)
    case .quantisation(let tables):
      try add(tables.count)
      return Self.segment(0xDB, tables.flatMap(\.definition))
    case .jfif(let jfif): return Self.segment(0xE0, jfif.payload)
    case .frame(let packed):
      try note(packed.marker, packed.payload[...])
      return Self.segment(packed.marker, packed.payload)
    case .scan(let scan):
      guard let payload = frame.flatMap(scan.payload(in:)) else {
        throw .malformed(part: "packed headers")
      }
      return Self.segment(0xDA, payload)
    }
  }

  private mutating func segment(
    _ tables: [PackedTable], _ optimum: (TableFrequencies.Key) -> HuffmanTable?
  ) throws(JPEGError) -> [UInt8] {
    try add(tables.count)
    var definitions: [HuffmanTable.Definition] = []
    for packed in tables {
      let key = counter.next(packed.place)
      if packed.origin == .optimal { optimal.insert(key) }
      guard let table = packed.typical ?? optimum(key) else {
        throw .malformed(part: "packed headers")
      }
      definitions.append(HuffmanTable.Definition(place: packed.place, table: table))
    }
    guard let segment = HuffmanTable.segment(definitions) else {
      throw .malformed(part: "packed headers")
    }
    return segment
  }

  /// Counts tables, which are what takes far more bytes than stand for it.
  private mutating func add(_ count: Int) throws(JPEGError) {
    tableCount += count
    guard tableCount <= HeaderPacking.tableLimit else { throw .malformed(part: "packed headers") }
  }

  /// - Parameter payload: no longer than 255 tables of 65 bytes
  private static func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 2
    return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
  }
}
