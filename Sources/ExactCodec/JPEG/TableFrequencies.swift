/// How often scans need each symbol of the Huffman tables that they use.
struct TableFrequencies {
  /// One definition of a table, of several that follow each other at a place.
  struct Key: Hashable {
    /// In a `TableSet`.
    let place: Int
    /// The definitions of the place up to this one.
    let definition: Int
  }

  struct Use {
    let key: Key
    /// The first scan that uses the table.
    let scan: Int
    /// Of the symbols 0…255, in all scans that use the table.
    fileprivate(set) var counts: [Int]
  }

  /// In the order of their first use.
  private(set) var uses: [Use] = []
  private var indices: [Key: Int] = [:]

  /// Counts what a writer would write. Throws ``JPEGError/malformed(part:)`` for what it refuses;
  /// the tables need no codes for the symbols.
  ///
  /// - Parameters:
  ///   - planes: those of the whole picture
  ///   - wanted: the tables to count for; nil for all
  init(
    _ scans: [ScanHeader], _ frame: FrameHeader, _ record: RepairRecord,
    _ planes: CoefficientPlanes, wanted: Set<Key>? = nil
  ) throws(JPEGError) {
    guard record.scans.count <= scans.count else { throw .malformed(part: "repair record") }
    guard planes.fits(frame), planes.rows == 0..<frame.unitsHigh else {
      throw .malformed(part: "rows")
    }
    for (index, scan) in scans.enumerated() {
      let keys = Set(scan.usedTables).sorted().map {
        Key(place: $0, definition: scan.tables.definitions[$0])
      }
      guard keys.contains(where: { wanted?.contains($0) ?? true }) else { continue }
      var counter = try ScanWriter(
        scan, frame, record.repair(of: index),
        stop: index == scans.count - 1 ? record.stop : nil, isCounting: true)
      for _ in planes.rows { try counter.writeRow(planes) }
      for key in keys where wanted?.contains(key) ?? true {
        add(counter.frequencies[key.place * 256..<(key.place + 1) * 256], to: key, scan: index)
      }
    }
  }

  private mutating func add(_ counts: ArraySlice<Int>, to key: Key, scan: Int) {
    if let index = indices[key] {
      for (symbol, count) in counts.enumerated() { uses[index].counts[symbol] += count }
    } else {
      indices[key] = uses.count
      uses.append(Use(key: key, scan: scan, counts: Array(counts)))
    }
  }

  /// What libjpeg makes of them; tables that no scan uses have none.
  var optima: [Key: HuffmanTable] {
    uses.reduce(into: [:]) { $0[$1.key] = OptimalHuffman.table(frequencies: $1.counts) }
  }
}
