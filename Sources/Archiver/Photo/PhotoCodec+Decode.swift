import Entropy
import Images
import Networks
import Tensors

extension PhotoCodec {
  /// The picture that a body of codes holds.
  ///
  /// - Parameters:
  ///   - size: of the picture, from the catalogue
  ///   - isColour: RGB rather than grey
  /// - Throws: ``EntropyError``
  func decode(
    _ body: ArraySlice<UInt8>, size: PhotoSize, isColour: Bool, level: Level, coder: Coder
  ) throws(EntropyError) -> Image {
    let walk = try walk(over: body, size: size, level: level, coder: coder) { _, _ in }
    return picture(walk, size: size, isColour: isColour)
  }

  /// Decodes a body's codes, giving each part to `body` with what the prior said of it.
  func walk(
    over bytes: ArraySlice<UInt8>, size: PhotoSize, level: Level, coder: Coder,
    _ body: ([Int16], PriorParameters) -> Void
  ) throws(EntropyError) -> PriorWalk {
    var streams = try CodeStreams.split(
      bytes, count: CodingPart.streams(rows: size.rows, columns: size.columns))[...]
    var decoder = try coder.decoder.init(streams.removeFirst())
    let hyper = try decoder.hyperLatents(
      positions: size.hyperRows * size.hyperColumns, tables: hyperTables)
    let hyperLatents = CodeGrid(
      rows: size.hyperRows, columns: size.hyperColumns, channels: hyperTables.count, codes: hyper)
    var walk = model.prior(hyperLatents: hyperLatents, level: level)
    var stream = 0
    for part in walk.parts {
      if part.stream > stream {
        try decoder.expectEnd()
        decoder = try coder.decoder.init(streams.removeFirst())
        stream = part.stream
      }
      let expected = walk.parameters(of: part)
      let symbols = try decoder.codes(means: expected.means, scales: expected.scales)
      body(symbols, expected)
      walk.take(symbols, as: part, expected)
    }
    try decoder.expectEnd()
    return walk
  }
}
