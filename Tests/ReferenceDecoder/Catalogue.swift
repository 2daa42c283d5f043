/// One row of a catalogue.
package struct CatalogueRow: Sendable {
  package internal(set) var path: [UInt8] = []
  package internal(set) var mode = 0
  package internal(set) var kind = 0
  package internal(set) var seconds: Int64 = 0
  package internal(set) var size = 0
  package internal(set) var nanoseconds = 0
  package internal(set) var pieceOffset = 0
  package internal(set) var digest = Digest.none
  var bodyLength = 0
  var extrasLength = 0
  /// The columns of pictures; nil for other kinds than 3.
  package internal(set) var picture: PictureRow?
  /// The maximum error of a table; 0 for other kinds than 5.
  package internal(set) var maximumError = 0.0

  package enum Digest: Hashable, Sendable {
    case none, shared
    /// The first 16 bytes of the SHA-256 of a picture's samples.
    case samples([UInt8])
    /// The SHA-256 of the whole file.
    case file([UInt8])
  }

  package struct PictureRow: Hashable, Sendable {
    package internal(set) var level = 0
    package internal(set) var width = 0
    package internal(set) var psnr = 0
    package internal(set) var height = 0
    package internal(set) var channels = 0
    package internal(set) var format = 0
    package internal(set) var coder = 0
    package internal(set) var model = 0
  }

  /// Whether the index's row and the block's are of the same entry. The index has neither lengths
  /// nor PSNR, and the block may leave out the size of a picture and its copies.
  func agrees(with row: CatalogueRow) -> Bool {
    var stored = row.picture
    stored?.psnr = picture?.psnr ?? 0
    return path == row.path && mode == row.mode && kind == row.kind && seconds == row.seconds
      && nanoseconds == row.nanoseconds && pieceOffset == row.pieceOffset && digest == row.digest
      && picture == stored && maximumError == row.maximumError
      && (size == row.size || row.size == 0 && [3, 4].contains(kind))
  }
}

/// A table of entries, stored by columns: archive-1.md, *Catalogue*.
struct Catalogue {
  private(set) var rows: [CatalogueRow]
  private(set) var sharedDigests: [[UInt8]] = []

  init(_ bytes: [UInt8]) throws {
    var cursor = Cursor(bytes)
    let count = try cursor.varint(1 << 24)
    rows = Array(repeating: CatalogueRow(), count: count)
    var columns: [Int: ArraySlice<UInt8>] = [:]
    var last = -1
    while !cursor.rest.isEmpty {
      let number = try cursor.varint()
      try require(number > last, "columns are not in ascending order")
      let isKnown = number <= 16 || [18, 20, 22].contains(number)
      try require(isKnown || number % 2 == 1, "column \(number) is required and unknown")
      columns[number] = try cursor.take(cursor.varint())
      last = number
    }
    /// The integers of a column, one for each of `count` rows.
    func planes(_ number: Int, _ count: Int) throws -> [Int] {
      let data = columns[number] ?? []
      let width = count == 0 ? 0 : data.count / count
      try require(data.count == width * count && width <= 8, "column \(number) is cut")
      return try (0..<count).map { row in
        let value = littleEndian(
          (0..<width).map { data[data.startIndex + $0 * count + row] })
        try require(value <= Int.max || number == 3, "column \(number) is beyond all limits")
        return Int(truncatingIfNeeded: value)
      }
    }

    let paths = try Self.paths(columns[0] ?? [], count)
    let (modes, kinds) = (try planes(1, count), try planes(2, count))
    let (steps, sizes) = (try planes(3, count), try planes(4, count))
    let (nanoseconds, pieces) = (try planes(5, count), try planes(6, count))
    let (bodies, extras) = (try planes(8, count), try planes(10, count))
    var seconds: Int64 = 0
    for row in rows.indices {
      let z = UInt64(bitPattern: Int64(steps[row]))
      seconds &+= Int64(bitPattern: z & 1 == 0 ? z >> 1 : ~(z >> 1))
      rows[row].path = paths[row]
      (rows[row].mode, rows[row].kind, rows[row].size) = (modes[row], kinds[row], sizes[row])
      (rows[row].seconds, rows[row].nanoseconds) = (seconds, nanoseconds[row])
      (rows[row].pieceOffset, rows[row].bodyLength) = (pieces[row], bodies[row])
      rows[row].extrasLength = extras[row]
      try require(modes[row] <= 0o7777 && nanoseconds[row] < 1_000_000_000, "a limit is broken")
    }
    try readDigests(columns[7] ?? [])
    var shared = Cursor(columns[9] ?? [])
    while !shared.rest.isEmpty { sharedDigests.append(Array(try shared.take(16))) }

    let pictures = rows.indices.filter { rows[$0].kind == 3 }
    let fields = try [11, 12, 13, 14, 16, 18, 20, 22].map { try planes($0, pictures.count) }
    for (place, row) in pictures.enumerated() {
      let values = fields.map { $0[place] }
      rows[row].picture = CatalogueRow.PictureRow(
        level: values[0], width: values[1], psnr: values[2], height: values[3],
        channels: values[4], format: values[5], coder: values[6], model: values[7])
      try require(values[1] >= 1 && values[3] >= 1, "a picture has no pixels")
      let isBounded = max(values[1], values[3]) <= 1 << 24 && values[1] * values[3] <= 1 << 32
      try require(isBounded, "a picture has too many pixels")
      try require((1...4).contains(values[4]), "a picture has \(values[4]) channels")
    }
    let tables = rows.indices.filter { rows[$0].kind == 5 }
    for (row, bits) in zip(tables, try planes(15, tables.count)) {
      rows[row].maximumError = Double(bitPattern: UInt64(bits))
    }
  }

  /// A path is stored as what it shares with the path before, and the rest.
  private static func paths(_ data: ArraySlice<UInt8>, _ count: Int) throws -> [[UInt8]] {
    if data.isEmpty { return Array(repeating: [], count: count) }
    var cursor = Cursor(data)
    let widths = [try cursor.byte(), try cursor.byte(), try cursor.byte()]
    try require(widths.allSatisfy { $0 <= 2 }, "lengths of paths have more than two planes")
    let lengths = try widths.map { width in
      let planes = try (0..<width).map { _ in Array(try cursor.take(count)) }
      return (0..<count).map { row in Int(littleEndian(planes.map { $0[row] })) }
    }
    var last: [UInt8] = []
    let paths = try (0..<count).map { row in
      let (prefix, suffix) = (lengths[0][row], lengths[1][row])
      try require(prefix + suffix <= last.count, "a path takes more of the one before than it has")
      last = try last.prefix(prefix) + Array(cursor.take(lengths[2][row])) + last.suffix(suffix)
      return last
    }
    try cursor.end()
    return paths
  }

  private mutating func readDigests(_ data: ArraySlice<UInt8>) throws {
    if data.isEmpty { return }
    var cursor = Cursor(data)
    let types = Array(try cursor.take(rows.count))
    for (row, type) in types.enumerated() {
      switch type {
      case 0: rows[row].digest = .none
      case 1: rows[row].digest = .samples(Array(try cursor.take(16)))
      case 2: rows[row].digest = .file(Array(try cursor.take(32)))
      case 3: rows[row].digest = .shared
      default: throw Refusal(reason: "digest type \(type) is reserved")
      }
    }
    try cursor.end()
  }
}
