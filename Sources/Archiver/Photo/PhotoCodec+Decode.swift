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
  func decode(
    _ body: ArraySlice<UInt8>, size: PhotoSize, isColour: Bool, level: Level, coder: Coder
  ) throws(EntropyError) -> Image {
    var hyperLatents: CodeGrid?
    let walk = try read(body, size: size, level: level, coder: coder, &hyperLatents)
    return picture(walk, size: size, isColour: isColour)
  }

  /// The codes of a body.
  func codes(
    _ body: ArraySlice<UInt8>, size: PhotoSize, level: Level, coder: Coder
  ) throws(EntropyError) -> PhotoCodes {
    var hyperLatents: CodeGrid?
    let walk = try read(body, size: size, level: level, coder: coder, &hyperLatents)
    return PhotoCodes(latents: walk.codes, hyperLatents: hyperLatents!)
  }

  /// Reads a body's hyper-latents.
  ///
  /// - Returns: the walk that has taken in all its other codes
  private func read(
    _ body: ArraySlice<UInt8>, size: PhotoSize, level: Level, coder: Coder,
    _ hyperLatents: inout CodeGrid?
  ) throws(EntropyError) -> PriorWalk {
    let streams = try CodeStreams.split(
      body, count: CodingPart.streams(rows: size.rows, columns: size.columns))
    var decoder = try coder.decoder.init(streams[0])
    let hyper = CodeGrid(
      rows: size.hyperRows, columns: size.hyperColumns, channels: hyperTables.count,
      codes: try decoder.hyperLatents(
        positions: size.hyperRows * size.hyperColumns, tables: hyperTables))
    var walk = model.prior(hyperLatents: hyper, level: level)
    var stream = 0
    for part in walk.parts {
      if part.stream > stream {
        try decoder.expectEnd()
        stream = part.stream
        decoder = try coder.decoder.init(streams[stream])
      }
      let expected = walk.parameters(of: part)
      let symbols = try decoder.codes(means: expected.means, scales: expected.scales)
      walk.take(symbols, as: part, expected)
    }
    try decoder.expectEnd()
    hyperLatents = hyper
    return walk
  }
}
