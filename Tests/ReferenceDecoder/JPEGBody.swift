/// The body of a JPEG file: jpeg-1.md, *Body* and *Script*.
struct JPEGBody {
  private let isLarge: Bool
  private let start: JPEGStart
  private let size: Int
  private var codes: Cursor
  /// Those of all pictures so far.
  private var blocks = 0

  /// A script as it is stored.
  private struct Script {
    var parts: [Part] = []

    enum Part {
      case bytes(ArraySlice<UInt8>)
      indirect case picture(Picture)
    }
  }

  private struct Picture {
    let lengths: [Int]
    let headers: Script
    let record: ArraySlice<UInt8>
    let rows: Int
    let stripes: [Int]
  }

  /// The bytes of a file of so many.
  static func decode(_ bytes: ArraySlice<UInt8>, size: Int, start: JPEGStart) throws -> [UInt8] {
    try require(1...1 << 28 ~= size, "a JPEG file of another size")
    var cursor = Cursor(bytes)
    let model = try cursor.varint(255)
    try require(model < 2, "a model of JPEG files that is unassigned")
    let script = try script(&cursor, depth: 0)
    var body = JPEGBody(isLarge: model == 1, start: start, size: size, codes: cursor)
    let file = try body.bytes(of: script)
    try body.codes.end()
    try require(file.count == size, "a JPEG file of \(file.count) bytes, not \(size)")
    return file
  }

  private init(isLarge: Bool, start: JPEGStart, size: Int, codes: Cursor) {
    (self.isLarge, self.start, self.size, self.codes) = (isLarge, start, size, codes)
  }

  private static func script(_ cursor: inout Cursor, depth: Int) throws -> Script {
    var script = Script()
    while true {
      let h = try cursor.varint(1 << 29)
      if h == 0 { return script }
      if h.isMultiple(of: 2) {
        script.parts.append(.bytes(try cursor.take(h / 2)))
        continue
      }
      try require(h == 1, "a reserved part of a script")
      try require(depth < 3, "a picture in a script of depth 3")
      script.parts.append(.picture(try picture(&cursor, depth: depth)))
    }
  }

  private static func picture(_ cursor: inout Cursor, depth: Int) throws -> Picture {
    let count = try cursor.varint(256)
    try require(count > 0, "a picture without scans")
    let lengths = try (0..<count).map { _ in try cursor.varint(1 << 28) }
    let headers = try script(&cursor, depth: depth + 1)
    let record = try cursor.take(cursor.varint())
    let rows = try cursor.varint(1 << 16)
    try require(rows > 0, "a stripe of no rows")
    let stripes = try (0..<cursor.varint(1 << 16)).map { _ in try cursor.varint(1 << 28) }
    return Picture(
      lengths: lengths, headers: headers, record: record, rows: rows, stripes: stripes)
  }

  private mutating func bytes(of script: Script) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for part in script.parts {
      switch part {
      case .bytes(let part): bytes += part
      case .picture(let picture):
        bytes += try self.bytes(of: picture)
      }
    }
    return bytes
  }

  private mutating func bytes(of picture: Picture) throws -> [UInt8] {
    var cursor = Cursor(try bytes(of: picture.headers))
    let packed = try picture.lengths.map { try cursor.take($0) }
    try cursor.end()
    let headers = try JPEGPackedHeaders(packed, optimum: nil)
    let read = try JPEGHeaders(headers.headers)
    guard let frame = read.frame else { throw Refusal(reason: "a picture without a frame") }
    blocks += frame.blocks
    try require(blocks <= 8 * size, "pictures of more blocks than their file allows")
    try require(
      picture.stripes.count == ceiling(frame.rows, picture.rows), "another number of stripes")
    let row = frame.blocks / frame.rows
    try require(
      picture.rows >= frame.rows || picture.rows * row >= 4096, "a stripe of too few blocks")
    let record = try JPEGRecord(picture.record, scans: picture.lengths.count)

    var planes = frame.components.map { JPEGPlane(columns: $0.columns, rows: 0) }
    for (index, length) in picture.stripes.enumerated() {
      let rows = min(picture.rows, frame.rows - index * picture.rows)
      let stripe = try JPEGStripe.planes(
        codes.take(length), frame: frame, rows: rows, start: start, isLarge: isLarge)
      for (place, plane) in stripe.enumerated() { planes[place].append(plane) }
    }
    let written = JPEGPicture(frame: frame, planes: planes, record: record)
    return try written.bytes(headers, packed, read)
  }
}

/// A picture whose values are decoded.
private struct JPEGPicture {
  let frame: JPEGFrame
  let planes: [JPEGPlane]
  let record: JPEGRecord

  /// Its headers and the data of its scans.
  func bytes(
    _ first: JPEGPackedHeaders, _ packed: [ArraySlice<UInt8>], _ read: JPEGHeaders
  ) throws -> [UInt8] {
    var (headers, read) = (first.headers, read)
    if !first.optimumPlaces.isEmpty {
      let tables = try optimumTables(first.optimumPlaces, read)
      headers = try JPEGPackedHeaders(packed, optimum: tables).headers
      read = try JPEGHeaders(headers)
    }
    var data = JPEGScanData(
      definitions: read.definitions.count, codes: read.definitions.map(\.codes))
    var bytes: [UInt8] = []
    for (index, header) in headers.enumerated() {
      try write(index, of: read, to: &data)
      bytes += header + data.takeBytes()
    }
    return bytes
  }

  /// The tables for the symbols that the scans need: jpeg-1.md, *Optimum tables*.
  private func optimumTables(_ places: [[Int]], _ read: JPEGHeaders) throws -> [JPEGTable] {
    var data = JPEGScanData(definitions: read.definitions.count, codes: nil)
    for index in read.scans.indices { try write(index, of: read, to: &data) }
    return try places.map { place in
      guard let definition = read.places[place] else {
        throw Refusal(reason: "an optimum table is no definition")
      }
      return try optimumTable(data.frequencies[definition])
    }
  }

  private func write(_ index: Int, of read: JPEGHeaders, to data: inout JPEGScanData) throws {
    let isLast = index == read.scans.count - 1
    try JPEGScanWriter.write(
      read.scans[index], of: frame, planes, record.scans[index], stop: isLast ? record.stop : nil,
      to: &data)
  }
}
