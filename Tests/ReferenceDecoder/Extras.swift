/// The extras of a picture: codes-1.md, section 11.
struct Extras {
  /// The metadata block as it is stored.
  let metadata: [UInt8]
  /// The number of pieces in the metadata block.
  let pieces: Int
  /// The alpha plane in raster order; nil for pictures without alpha.
  let alpha: [UInt8]?

  init(_ bytes: ArraySlice<UInt8>, width: Int, height: Int, channels: Int, format: Int) throws {
    var cursor = Cursor(bytes)
    try require(cursor.byte() == format, "the metadata is of another format than the picture")
    pieces = try cursor.varint(65536)
    for _ in 0..<pieces {
      _ = try cursor.take(format == 1 ? 4 : 1)
      _ = try cursor.take(cursor.varint(1 << 28))
    }
    metadata = Array(bytes.prefix(bytes.count - cursor.rest.count))
    alpha =
      try channels % 2 == 1
      ? nil : Self.plane(filter: cursor.byte(), cursor.take(width * height), width)
    try cursor.end()
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
