/// What a start of scan declares (ITU-T T.81, B.2.3), and what was defined before it.
struct ScanHeader: Equatable, Sendable {
  /// How a scan codes coefficients (ITU-T T.81, F and G).
  enum Kind: Sendable {
    case sequential
    case firstDC, refinedDC
    case firstAC, refinedAC
  }

  /// A component of a scan.
  struct Component: Equatable, Sendable {
    /// Its index in the frame.
    let index: Int
    /// The places of its Huffman tables in ``tables``.
    let dc: Int
    let ac: Int
  }

  let kind: Kind
  let components: [Component]
  /// The places in zigzag order of the coefficients that are coded.
  let band: ClosedRange<Int>
  /// The bits below the one that this scan codes (Al).
  let low: Int
  /// The units between restarts, 0 for none.
  let restartInterval: Int
  let tables: TableSet

  /// The places of the tables that the scan needs.
  var usedTables: [Int] {
    switch kind {
    case .sequential: components.map(\.dc) + components.map(\.ac)
    case .firstDC: components.map(\.dc)
    case .refinedDC: []
    case .firstAC, .refinedAC: components.map(\.ac)
    }
  }
}

extension ScanHeader {
  /// Reads the payload of an SOS segment.
  init(
    _ payload: ArraySlice<UInt8>, _ frame: FrameHeader, tables: TableSet, restartInterval: Int
  ) throws(JPEGError) {
    let bytes = Array(payload)
    guard let count = bytes.first.map(Int.init), (1...4).contains(count),
      bytes.count == 4 + 2 * count
    else { throw .unsupported("a malformed scan header") }
    var components: [Component] = []
    for place in stride(from: 1, to: 1 + 2 * count, by: 2) {
      let (dc, ac) = (Int(bytes[place + 1] >> 4), Int(bytes[place + 1] & 15))
      guard let index = frame.components.firstIndex(where: { $0.name == bytes[place] }),
        !components.contains(where: { $0.index == index }), dc < 4, ac < 4
      else { throw .unsupported("a malformed scan header") }
      components.append(
        Component(index: index, dc: TableSet.place(dc: dc), ac: TableSet.place(ac: ac)))
    }
    let (first, last) = (Int(bytes[1 + 2 * count]), Int(bytes[2 + 2 * count]))
    let (high, low) = (Int(bytes[3 + 2 * count] >> 4), Int(bytes[3 + 2 * count] & 15))
    if frame.isProgressive {
      guard first <= last, last < 64, first > 0 ? count == 1 : last == 0, low <= 13,
        high == 0 || high == low + 1
      else { throw .unsupported("a malformed scan header") }
      kind =
        first == 0
        ? (high == 0 ? .firstDC : .refinedDC) : (high == 0 ? .firstAC : .refinedAC)
      (band, self.low) = (first...last, low)
    } else {
      // Sequential decoders ignore these fields, and some encoders write nonsense.
      (kind, band, self.low) = (.sequential, 0...63, 0)
    }
    self.components = components
    self.tables = tables
    self.restartInterval = restartInterval
    guard usedTables.allSatisfy({ tables[$0] != nil }) else {
      throw .unsupported("missing Huffman tables")
    }
  }
}

/// Which bits of which coefficients the scans so far have coded.
struct ScanProgress: Equatable, Sendable {
  /// For each component and place in zigzag order: the lowest bit coded; nil for none.
  private var lowest: [Int?]

  init(componentCount: Int) { lowest = Array(repeating: nil, count: 64 * componentCount) }

  /// Adds a scan. Throws unless it continues where the scans before it ended, since only then do
  /// the final coefficients tell what it held.
  mutating func add(_ scan: ScanHeader) throws(JPEGError) {
    let isRefined = scan.kind == .refinedDC || scan.kind == .refinedAC
    for component in scan.components {
      for place in scan.band {
        guard lowest[64 * component.index + place] == (isRefined ? scan.low + 1 : nil) else {
          throw .unsupported("scans in an unusual order")
        }
        lowest[64 * component.index + place] = scan.low
      }
    }
  }
}
