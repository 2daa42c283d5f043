/// A fitted picture: fitted-1.md, *Body*.
enum FittedPicture {
  /// Decodes the samples of a picture, interleaved, without alpha.
  ///
  /// - Parameter planes: 3 for red, green and blue, or 1 for grey
  static func samples(
    _ body: ArraySlice<UInt8>, width: Int, height: Int, planes: Int, starts: [FittedStart]
  ) throws -> [UInt8] {
    let (across, down) = (ceiling(width, side), ceiling(height, side))
    var cursor = Cursor(body)
    var lengths: [Int] = []
    for _ in 1..<max(across * down, 1) {
      let length = try cursor.varint(body.count)
      try require(length >= 5, "a tile of less than 5 bytes")
      lengths.append(length)
    }
    var tiles = try lengths.map { try cursor.take($0) }
    try require(cursor.rest.count >= 5, "the last tile has less than 5 bytes")
    tiles.append(cursor.rest)

    var samples = Array(repeating: UInt8(0), count: width * height * planes)
    for (place, bytes) in tiles.enumerated() {
      let columns = part(place % across, of: width, in: across)
      let rows = part(place / across, of: height, in: down)
      let colours = try tile(bytes, columns.count, rows.count, starts)
      for y in rows {
        for x in columns {
          let pixel = (y - rows.lowerBound) * columns.count + x - columns.lowerBound
          for plane in 0..<planes {
            let colour = planes == 1 ? 1 : plane
            samples[(y * width + x) * planes + plane] = colours[3 * pixel + colour]
          }
        }
      }
    }
    return samples
  }

  /// The greatest number of pixels along the side of a tile.
  private static let side = 1280

  /// The pixels along a side that tile k has.
  private static func part(_ k: Int, of n: Int, in c: Int) -> Range<Int> {
    n * k / c..<n * (k + 1) / c
  }

  /// The samples of a tile: three for each pixel.
  private static func tile(
    _ bytes: ArraySlice<UInt8>, _ width: Int, _ height: Int, _ starts: [FittedStart]
  ) throws -> [UInt8] {
    var cursor = Cursor(bytes)
    let number = try cursor.byte()
    let halves = try (0..<4).flatMap { _ in
      let byte = try cursor.byte()
      return [byte % 16, byte / 16]
    }
    try require(halves[7] == 0, "reserved bits of a tile are set")
    try require(number < starts.count, "start state \(number) is unassigned")
    let start = starts[number]

    var symbols = FittedSymbols(cursor.rest)
    let weights = FittedWeights(from: start, steps: Array(halves.prefix(7)), &symbols)
    symbols.reset()
    let latents = try FittedLatents(start.shape, weights, width, height, &symbols)
    try symbols.codes.end()
    let planes = FittedUpsampling.planes(latents, start.shape, weights)
    return FittedSynthesis(start.shape, weights).samples(planes, width, height)
  }
}
