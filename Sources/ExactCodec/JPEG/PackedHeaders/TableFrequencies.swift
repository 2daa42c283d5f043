/// How often scans need each symbol of the Huffman tables that they use.
struct TableFrequencies {
  /// One definition of a table, of several that follow each other at a place.
  struct Key: Hashable {
    /// In a `TableSet`.
    let place: Int
    /// The definitions of the place up to this one.
    let definition: Int
  }

  /// Of the symbols 0…255, in all scans that use the table.
  private var counts: [Key: [Int]] = [:]

  /// Counts what a writer would write. Throws ``JPEGError/malformed(part:)`` for what it refuses;
  /// the tables need no codes for the symbols.
  ///
  /// - Parameters:
  ///   - planes: those of the whole picture
  ///   - wanted: the tables to count for
  init(
    _ scans: [ScanHeader], _ frame: FrameHeader, _ record: RepairRecord,
    _ planes: CoefficientPlanes, wanted: Set<Key>
  ) throws(JPEGError) {
    guard record.scans.count <= scans.count else { throw .malformed(part: "repair record") }
    guard planes.fits(frame), planes.rows == 0..<frame.unitsHigh else {
      throw .malformed(part: "rows")
    }
    for (index, scan) in scans.enumerated() {
      let keys = Set(
        scan.usedTables.map { Key(place: $0, definition: scan.tables.definitions[$0]) }
      )
      .intersection(wanted)
      guard !keys.isEmpty else { continue }
      var counter = try ScanWriter(
        scan, frame, record.repair(of: index),
        stop: index == scans.count - 1 ? record.stop : nil, isCounting: true)
      for _ in planes.rows { try counter.writeRow(planes) }
      for key in keys {
        add(counter.frequencies[key.place * 256..<(key.place + 1) * 256], to: key)
      }
    }
  }

  private mutating func add(_ more: ArraySlice<Int>, to key: Key) {
    counts[key] = zip(counts[key, default: Array(repeating: 0, count: more.count)], more).map(+)
  }

  /// What libjpeg makes of them; tables that no scan uses have none.
  var optima: [Key: HuffmanTable] {
    counts.compactMapValues { OptimalHuffman.table(frequencies: $0) }
  }
}
