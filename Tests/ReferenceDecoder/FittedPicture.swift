/// A fitted picture: fitted-1.md, *Body*.
enum FittedPicture {
  /// Decodes the samples of a picture, interleaved, without alpha.
  ///
  /// - Parameter planes: 3 for red, green and blue, or 1 for grey
  static func samples(
    _ body: ArraySlice<UInt8>, width: Int, height: Int, planes: Int, starts: [FittedStart]
  ) throws -> [UInt8] {
    let whole = width * height <= side * side && width <= 2 * side && height <= 2 * side
    let (across, down) = whole ? (1, 1) : (ceiling(width, side), ceiling(height, side))
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

    let colours = planes == 1 ? [1] : [0, 1, 2]
    let (lefts, tops) = (spans(width, across), spans(height, down))
    let bands = try tops.enumerated().map { (k, rows) in
      let parts = try lefts.enumerated().map { (i, columns) in
        try tile(tiles[k * across + i], columns.count, rows.count, starts)
      }
      return rows.flatMap { y in
        (0..<width).flatMap { x in
          colours.map { colour in
            fade(x, lefts) { i in
              let columns = lefts[i]
              return Int(
                parts[i][
                  3 * ((y - rows.lowerBound) * columns.count + x - columns.lowerBound) + colour])
            }
          }
        }
      }
    }
    return (0..<height).flatMap { y in
      (0..<width * planes).map { place in
        UInt8(fade(y, tops) { bands[$0][(y - tops[$0].lowerBound) * width * planes + place] })
      }
    }
  }

  /// The greatest number of pixels along the side of a tile, without what it shares.
  private static let side = 1280

  /// The pixels along a side of n that each of c tiles covers.
  private static func spans(_ n: Int, _ c: Int) -> [Range<Int>] {
    (0..<c).map { k in max(0, n * k / c - 8)..<min(n, n * (k + 1) / c + 8) }
  }

  /// The number at a place, of the one span or of the two that cover it.
  private static func fade(_ place: Int, _ spans: [Range<Int>], _ number: (Int) -> Int) -> Int {
    let covering = spans.indices.filter { spans[$0].contains(place) }
    guard covering.count == 2 else { return number(covering[0]) }
    let share = 2 * (place - spans[covering[1]].lowerBound) + 1
    return ((32 - share) * number(covering[0]) + share * number(covering[1]) + 16) >> 5
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
