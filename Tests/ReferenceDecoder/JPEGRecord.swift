/// How a picture departs from what is written without it: jpeg-1.md, *Repair record*.
struct JPEGRecord {
  let stop: Int?
  let scans: [Scan]

  struct Scan {
    var paddingIsZero = false
    var hasNoRestarts = false
    /// Whether runs that are not listed have length 1.
    var hasSingleRuns = false
    /// Superfluous zero runs and lengths of runs of ends, by block; paddings, by restart.
    var zeroRuns: [Int: Int] = [:]
    var runLengths: [Int: Int] = [:]
    var paddings: [Int: Int] = [:]
    /// What stands in place of a marker, by restart.
    var restarts: [Int: [UInt8]] = [:]
  }

  init(_ bytes: ArraySlice<UInt8>, scans count: Int) throws {
    var cursor = Cursor(bytes)
    let stop = try cursor.varint(1 << 40)
    self.stop = stop == 0 ? nil : stop - 1
    var scans: [Scan] = []
    while !cursor.rest.isEmpty {
      try require(scans.count < count, "repairs of more scans than there are")
      scans.append(try Self.scan(&cursor))
    }
    self.scans = scans + Array(repeating: Scan(), count: count - scans.count)
  }

  private static func scan(_ cursor: inout Cursor) throws -> Scan {
    let flags = try cursor.byte()
    try require(flags < 128, "reserved flags of repairs are set")
    var scan = Scan()
    scan.paddingIsZero = flags & 1 != 0
    scan.hasNoRestarts = flags & 2 != 0
    scan.hasSingleRuns = flags & 64 != 0
    if flags & 4 != 0 { scan.zeroRuns = map(try list(&cursor, 1...3)) }
    if flags & 8 != 0 { scan.runLengths = map(try list(&cursor, 1...32767)) }
    if flags & 16 != 0 { scan.paddings = map(try list(&cursor, 0...127)) }
    if flags & 32 != 0 {
      for (index, item) in try list(&cursor, 0...1 << 20).enumerated() {
        try require(item.value == index, "a restart with another index")
        scan.restarts[item.place] = []
      }
      for place in scan.restarts.keys.sorted() {
        scan.restarts[place] = Array(try cursor.take(cursor.varint()))
      }
    }
    return scan
  }

  private static func list(
    _ cursor: inout Cursor, _ values: ClosedRange<Int>
  ) throws -> [(place: Int, value: Int)] {
    var next = 0
    return try (0..<cursor.varint(1 << 20)).map { _ in
      let place = try next + cursor.varint(1 << 40)
      let value = try cursor.varint(values.upperBound)
      try require(values.contains(value), "a repair beyond its limits")
      next = place + 1
      return (place, value)
    }
  }

  private static func map(_ list: [(place: Int, value: Int)]) -> [Int: Int] {
    Dictionary(list.map { ($0.place, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
