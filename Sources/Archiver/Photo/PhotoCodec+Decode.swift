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
    var picture = PaintedPicture(size: size, isColour: isColour)
    _ = try read(body, size: size, level: level, coder: coder, paints: true) {
      picture.take(from: &$0)
    }
    return picture.finish()
  }

  /// The codes of a body.
  func codes(
    _ body: ArraySlice<UInt8>, size: PhotoSize, level: Level, coder: Coder
  ) throws(EntropyError) -> PhotoCodes {
    var bands: [CodeGrid] = []
    let hyperLatents = try read(body, size: size, level: level, coder: coder, paints: false) {
      while let band = $0.next() { bands.append(band.codes) }
    }
    return PhotoCodes(bands: bands, hyperLatents: hyperLatents)
  }

  /// Reads a body's codes.
  ///
  /// - Parameter visit: is shown the walk whenever it has taken in more
  /// - Returns: the hyper-latents
  private func read(
    _ body: ArraySlice<UInt8>, size: PhotoSize, level: Level, coder: Coder, paints: Bool,
    visit: (inout PriorWalk) -> Void
  ) throws(EntropyError) -> CodeGrid {
    let streams = try CodeStreams.split(
      body, count: CodingPart.streams(rows: size.rows, columns: size.columns))
    var decoder = try coder.decoder.init(streams[0])
    let hyper = CodeGrid(
      rows: size.hyperRows, columns: size.hyperColumns, channels: hyperTables.count,
      codes: try decoder.hyperLatents(
        positions: size.hyperRows * size.hyperColumns, tables: hyperTables))
    var walk = model.prior(hyperLatents: hyper, level: level, paints: paints)
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
      visit(&walk)
    }
    try decoder.expectEnd()
    return hyper
  }
}
