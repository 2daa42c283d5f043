/// What stands in packed headers for a segment that a reader can make again.
enum PackedSegment: Equatable {
  case huffman([PackedTable])
  case quantisation([PackedQuantisation])
  case jfif(PackedJFIF)
  case frame(PackedFrame)
  case scan(PackedScan)

  /// The marker and a length that no segment has, then what tells the segment.
  var bytes: [UInt8] {
    switch self {
    case .huffman(let tables): [0xFF, 0xC4, 0, 0, UInt8(tables.count)] + tables.map(\.byte)
    case .quantisation(let tables):
      [0xFF, 0xDB, 0, 0, UInt8(tables.count)] + tables.flatMap(\.bytes)
    case .jfif(let jfif): [0xFF, 0xE0, 0, 0] + jfif.bytes
    case .frame(let frame): [0xFF, frame.marker, 0, 0] + frame.bytes
    case .scan(.sequential): [0xFF, 0xDA, 0, 0]
    case .scan(.progressive(let step)): [0xFF, 0xDA, 0, 1, step.byte]
    }
  }

  /// Whether something is packed that has this marker and length.
  static func begins(marker: UInt8, length: Int) -> Bool {
    switch marker {
    case 0xC0...0xC2, 0xC4, 0xDB, 0xE0: length == 0
    case 0xDA: length < 2
    default: false
    }
  }

  /// Reads what is behind such a marker and length, and removes it from `rest`; nil for bytes that
  /// stand for nothing.
  init?(marker: UInt8, length: Int, from rest: inout ArraySlice<UInt8>) {
    switch marker {
    case 0xC4:
      guard let tables = Self.list(from: &rest, PackedTable.init(from:)) else { return nil }
      self = .huffman(tables)
    case 0xDB:
      guard let tables = Self.list(from: &rest, PackedQuantisation.init(from:)) else { return nil }
      self = .quantisation(tables)
    case 0xE0:
      guard let jfif = PackedJFIF(from: &rest) else { return nil }
      self = .jfif(jfif)
    case 0xDA where length == 0: self = .scan(.sequential)
    case 0xDA:
      guard let step = rest.popFirst().flatMap(ProgressiveStep.init) else { return nil }
      self = .scan(.progressive(step))
    default:
      guard let frame = PackedFrame(marker: marker, from: &rest) else { return nil }
      self = .frame(frame)
    }
  }

  /// Reads a number, and as many tables; nil for none.
  private static func list<Table>(
    from rest: inout ArraySlice<UInt8>, _ read: (inout ArraySlice<UInt8>) -> Table?
  ) -> [Table]? {
    guard let count = rest.popFirst(), count > 0 else { return nil }
    var tables: [Table] = []
    for _ in 0..<count {
      guard let table = read(&rest) else { return nil }
      tables.append(table)
    }
    return tables
  }
}
