/// Unpacks the headers of a picture: jpeg-1.md, *Packed headers*.
struct JPEGPackedHeaders {
  private(set) var headers: [[UInt8]] = []
  /// Where each optimum table lies: its header and byte.
  private(set) var optimumPlaces: [[Int]] = []

  /// The tables that stand for the escapes of optimum ones; nil for tables without codes.
  private let optimum: [JPEGTable]?
  private var tables = 0
  /// The last start of frame.
  private var frame: (marker: UInt8, payload: [UInt8])?

  init(_ packed: [ArraySlice<UInt8>], optimum: [JPEGTable]?) throws {
    self.optimum = optimum
    for string in packed { try unpack(Cursor(string)) }
  }

  /// jpeg-1.md, *Unpacking*.
  private mutating func unpack(_ string: Cursor) throws {
    var cursor = string
    var header: [UInt8] = []
    while !cursor.rest.isEmpty {
      let start = Array(cursor.rest.prefix(4))
      let left = cursor.rest.count
      if left < 4 {
        header += try cursor.take(left)
        break
      }
      let (a, b) = (start[0], start[1])
      let n = 256 * Int(start[2]) + Int(start[3])
      if a != 0xFF || b == 0xFF {
        header += try cursor.take(1)
      } else if b < 2 || 0xD0...0xD8 ~= b {
        header += try cursor.take(2)
      } else if b == 0xD9 {
        header += try cursor.take(left)
      } else if n == 0 && [0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xE0].contains(b)
        || n == 1 && b == 0xDA
      {
        _ = try cursor.take(4)
        let place = [headers.count, header.count + 4]
        let payload = try replacement(b, n, &cursor, place)
        let length = payload.count + 2
        try require(length < 1 << 16, "an escape for a segment that is too long")
        header += [0xFF, b, UInt8(length / 256), UInt8(length % 256)] + payload
        if 0xC0...0xC2 ~= b { frame = (b, payload) }
        if b == 0xDA { header += try cursor.take(cursor.rest.count) }
      } else if n < 2 || n > left - 2 || b == 0xDA {
        header += try cursor.take(left)
      } else {
        let segment = Array(try cursor.take(2 + n))
        header += segment
        if 0xC0...0xC2 ~= b { frame = (b, Array(segment.dropFirst(4))) }
      }
    }
    headers.append(header)
  }

  /// The payload of the segment that an escape stands for.
  private mutating func replacement(
    _ marker: UInt8, _ kind: Int, _ cursor: inout Cursor, _ place: [Int]
  ) throws -> [UInt8] {
    switch marker {
    case 0xC4: try huffman(&cursor, place)
    case 0xDA: try scan(isProgressive: kind == 1, &cursor)
    case 0xDB: try quantisation(&cursor)
    case 0xE0: try jfif(&cursor)
    default: try startOfFrame(&cursor)
    }
  }

  private mutating func count(_ cursor: inout Cursor) throws -> Int {
    let count = try cursor.byte()
    tables += count
    try require(count > 0 && tables <= 2048, "escapes of no tables or of too many")
    return count
  }

  private mutating func quantisation(_ cursor: inout Cursor) throws -> [UInt8] {
    var payload: [UInt8] = []
    for _ in 0..<(try count(&cursor)) {
      let (byte, quality) = (try cursor.byte(), try cursor.byte())
      try require(byte < 8 && 1...100 ~= quality, "an escape of another quantisation table")
      let base = byte & 4 == 0 ? JPEGTable.luminanceSteps : JPEGTable.chrominanceSteps
      let percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
      payload.append(UInt8(byte & 3))
      payload += zigzag.map { UInt8(min(max((base[$0] * percent + 50) / 100, 1), 255)) }
    }
    return payload
  }

  private func jfif(_ cursor: inout Cursor) throws -> [UInt8] {
    let byte = try cursor.byte()
    var (version, units) = (byte >> 4, 1)
    var density: [UInt8]
    if byte == 255 {
      version = try cursor.byte()
      let flags = try cursor.byte()
      units = flags & 3
      try require(flags & 0x7C == 0 && units < 3, "reserved bits of a density are set")
      let x = Array(try cursor.take(2))
      density = x + (flags & 128 == 0 ? x : Array(try cursor.take(2)))
    } else {
      try require(version < 3, "reserved bits of a density are set")
      units = [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2][byte & 15]
      let x = [1, 1, 72, 75, 96, 100, 120, 144, 150, 180, 200, 240, 300, 350, 600, 118][byte & 15]
      density = [UInt8(x / 256), UInt8(x % 256), UInt8(x / 256), UInt8(x % 256)]
    }
    return Array("JFIF".utf8) + [0, 1, UInt8(version), UInt8(units)] + density + [0, 0]
  }

  private func startOfFrame(_ cursor: inout Cursor) throws -> [UInt8] {
    let layout = try cursor.byte()
    try require(layout < 6, "a reserved layout of a frame")
    let size = try cursor.take(4)
    if layout == 0 { return [8] + size + [1, 1, 0x11, 0] }
    let luma: UInt8 = [0, 0x11, 0x21, 0x12, 0x22, 0x41][layout]
    return [8] + size + [3, 1, luma, 0, 2, 0x11, 1, 3, 0x11, 1]
  }

  private func scan(isProgressive: Bool, _ cursor: inout Cursor) throws -> [UInt8] {
    guard let (marker, payload) = frame, payload.count >= 6 else {
      throw Refusal(reason: "an escape for a scan before the frame")
    }
    let count = Int(payload[5])
    try require([1, 3].contains(count), "an escape for a scan of another frame")
    try require(payload.count == 6 + 3 * count, "a start of frame of another length")
    try require((marker == 0xC2) == isProgressive, "an escape for a scan of another process")
    let names = (0..<count).map { payload[6 + 3 * $0] }
    func all(_ others: UInt8, _ parameters: [UInt8]) -> [UInt8] {
      [UInt8(count)] + names.enumerated().flatMap { [$1, $0 == 0 ? 0 : others] } + parameters
    }
    guard isProgressive else { return all(0x11, [0, 0x3F, 0]) }
    let byte = try cursor.byte()
    let (i, kind) = (byte & 3, byte >> 2)
    try require(kind < 7 && i < count && (kind > 1 || i == 0), "a reserved kind of a scan")
    if kind == 0 { return all(0x10, [0, 0, 0x01]) }
    if kind == 1 { return all(0, [0, 0, 0x10]) }
    let bands: [[UInt8]] = [[1, 5, 2], [6, 63, 2], [1, 63, 1], [1, 63, 0x21], [1, 63, 0x10]]
    return [1, names[i], i == 0 ? 0 : 1] + bands[kind - 2]
  }

  private mutating func huffman(_ cursor: inout Cursor, _ place: [Int]) throws -> [UInt8] {
    var payload: [UInt8] = []
    for _ in 0..<(try count(&cursor)) {
      let byte = try cursor.byte()
      let (number, tableClass) = (byte & 3, byte >> 4 & 1)
      let isOptimum = byte & 32 != 0
      try require(byte & 0x8C == 0, "reserved bits of a table are set")
      try require(!isOptimum || byte & 64 == 0, "an optimum table of a colour")
      let table: JPEGTable
      if isOptimum {
        let index = optimumPlaces.count
        optimumPlaces.append([place[0], place[1] + payload.count])
        table =
          optimum.map { $0[index] }
          ?? JPEGTable(counts: .init(repeating: 0, count: 16), symbols: [])
      } else {
        table = JPEGTable.standard[2 * tableClass + byte >> 6 & 1]
      }
      payload += [UInt8(16 * tableClass + number)] + table.bytes
    }
    return payload
  }
}
