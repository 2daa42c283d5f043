import Entropy
import Images
import Networks
import Tensors

/// A picture as codes, and as what a decoder will make of them.
struct EncodedPhoto: Sendable {
  let body: CodeStream
  /// The decoded picture, without alpha.
  let decoded: Image
}

extension PhotoCodec {
  /// Encodes a picture and decodes it again, so that what the archive promises is known.
  ///
  /// - Parameter image: grey or RGB; alpha is not looked at
  func encode(_ image: Image, level: Level, coder: Coder) -> EncodedPhoto {
    let size = PhotoSize(width: image.width, height: image.height)
    let codes = model.codes(of: image.withoutAlpha.inColour.samples, size: size, level: level)
    var picture = PaintedPicture(size: size, isColour: image.channels.isColour)
    let body = write(codes, level: level, coder: coder, paints: true) { walk, _, _ in
      picture.take(from: &walk)
    }
    return EncodedPhoto(body: body, decoded: picture.finish())
  }

  /// Writes codes as the body of a picture.
  ///
  /// - Parameters:
  ///   - paints: whether the walk gives a picture
  ///   - visit: is shown the walk whenever it has taken in more, and every part's codes with what
  ///     the prior said of them
  func write(
    _ codes: PhotoCodes, level: Level, coder: Coder, paints: Bool,
    visit: (inout PriorWalk, [Int16], PriorParameters) -> Void
  ) -> CodeStream {
    var walk = model.prior(hyperLatents: codes.hyperLatents, level: level, paints: paints)
    var streams: [CodeStream] = []
    var waiting: [Int: CodeGrid] = [:]
    var encoder = coder.encoder.init()
    encoder.append(hyperLatents: codes.hyperLatents.codes, tables: hyperTables)
    for part in walk.parts {
      if part.stream > streams.count {
        streams.append(encoder.finish())
        encoder = coder.encoder.init()
      }
      let expected = walk.parameters(of: part)
      let band = waiting[part.band] ?? codes.band(part.band)
      waiting[part.band] = part.step.index < 3 ? band : nil
      let symbols = band.symbols(of: part.step, rows: 0..<band.rows)
      encoder.append(codes: symbols, means: expected.means, scales: expected.scales)
      walk.take(symbols, as: part, expected)
      visit(&walk, symbols, expected)
    }
    streams.append(encoder.finish())
    return CodeStreams.joined(streams)
  }
}
