/// The extras of a picture: codes-1.md, section 11.
struct Extras {
  /// The metadata block without the mark `DB`, which is another in each copy of a JPEG file.
  let metadata: [UInt8]
  /// The number of pieces in it.
  let pieces: Int
  /// The alpha plane in raster order; nil for pictures without alpha.
  let alpha: [UInt8]?

  init(_ bytes: ArraySlice<UInt8>, width: Int, height: Int, channels: Int, format: Int) throws {
    var cursor = Cursor(bytes)
    try require(cursor.byte() == format, "the metadata is of another format than the picture")
    let count = try cursor.varint(65536)
    var kept: [[UInt8]] = []
    var marks: Set<[UInt8]> = []
    for _ in 0..<count {
      let start = cursor.rest
      let tag = Array(try cursor.take(format == 1 ? 4 : 1))
      let data = Array(try cursor.take(cursor.varint(1 << 28)))
      let isMark = try format == 1 ? Self.isMarkOfPNG(tag, data) : Self.isMarkOfJPEG(tag, data)
      if isMark { try require(marks.insert(tag).inserted, "a mark occurs twice") }
      if format == 1 || tag[0] != 0xDB {
        kept.append(Array(start.prefix(start.count - cursor.rest.count)))
      }
    }
    pieces = kept.count
    metadata = [UInt8(format)] + Self.varint(kept.count) + kept.flatMap(\.self)
    alpha =
      try channels % 2 == 1
      ? nil : Self.plane(filter: cursor.byte(), cursor.take(width * height), width)
    try cursor.end()
  }

  private static func varint(_ value: Int) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127 | 128)] + varint(value >> 7)
  }

  /// Whether a piece of a PNG is a mark; throws if it is neither that nor a chunk that is kept.
  private static func isMarkOfPNG(_ tag: [UInt8], _ data: [UInt8]) throws -> Bool {
    switch String(decoding: tag, as: UTF8.self) {
    case "IHDR":
      try require(data == [1], "the mark IHDR is not of Adam7")
      return true
    case "IDAT":
      try require(data.isEmpty, "the mark IDAT has data")
      return true
    case "PLTE": return false
    case let name:
      let isASCII = tag.allSatisfy { (65...90).contains($0 & 0xDF) }
      try require(isASCII && tag[0] >= 97, "\(name) is no ancillary chunk")
      try require(!["tRNS", "acTL", "iDOT"].contains(name), "\(name) is of the pixels")
      return false
    }
  }

  /// Whether a piece of a JPEG is a mark; throws if it is neither that nor a segment that is kept.
  private static func isMarkOfJPEG(_ tag: [UInt8], _ data: [UInt8]) throws -> Bool {
    switch tag[0] {
    case 0xC0, 0xDA:
      try require(data.isEmpty, "a mark has data")
      return true
    case 0xDB:
      try checkCoding(Cursor(data))
      return true
    default:
      let isKept = (0xE0...0xEF).contains(tag[0]) || tag[0] == 0xFE
      try require(isKept && data.count <= 65533, "\(tag[0]) is no segment of metadata")
      let saysColours = tag[0] == 0xEE && data.count >= 12 && data.starts(with: "Adobe".utf8)
      try require(!saysColours, "the segment states the colour transform")
      return false
    }
  }

  /// How the original JPEG is coded: codes-1.md, section 11.1.
  private static func checkCoding(_ data: Cursor) throws {
    var data = data
    try require(data.byte() <= 2, "the process is unknown")
    try require(data.byte() <= 64, "the copy is too coarse")
    let sampling = try data.byte()
    let (columns, rows) = (sampling / 16, sampling % 16)
    try require((1...4).contains(columns) && (1...4).contains(rows), "the sampling is none")
    try require(columns * rows <= 8, "chroma is sampled too coarsely")
    var tables = 0
    while !data.rest.isEmpty {
      let quality = try data.byte()
      try require(quality <= 100, "the quality is above 100")
      if quality == 0 { try require(!data.take(64).contains(0), "a step is 0") }
      tables += 1
    }
    try require((1...3).contains(tables), "there are \(tables) tables")
  }

  private static func plane(
    filter: Int, _ samples: ArraySlice<UInt8>, _ width: Int
  ) throws -> [UInt8] {
    try require(filter < 2, "filter \(filter) of an alpha plane is reserved")
    var alpha = Array(samples)
    if filter == 0 { return alpha }
    for index in alpha.indices {
      let left = index % width > 0 ? alpha[index - 1] : 0
      let up = index >= width ? alpha[index - width] : 0
      let corner = index % width > 0 && index >= width ? alpha[index - width - 1] : 0
      alpha[index] = alpha[index] &+ left &+ up &- corner
    }
    return alpha
  }
}
