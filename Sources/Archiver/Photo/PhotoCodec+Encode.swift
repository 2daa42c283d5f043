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
    var body = CodeStream.empty
    let walk = write(codes, level: level, coder: coder, to: &body) { _, _ in }
    let decoded = picture(walk, size: size, isColour: image.channels.isColour)
    return EncodedPhoto(body: body, decoded: decoded)
  }

  /// Writes codes as the body of a picture.
  ///
  /// - Parameter visit: is shown every part's codes with what the prior said of them
  /// - Returns: the walk that has taken in all codes
  func write(
    _ codes: PhotoCodes, level: Level, coder: Coder, to body: inout CodeStream,
    visit: ([Int16], PriorParameters) -> Void
  ) -> PriorWalk {
    var walk = model.prior(hyperLatents: codes.hyperLatents, level: level)
    var streams: [CodeStream] = []
    var encoder = coder.encoder.init()
    encoder.append(hyperLatents: codes.hyperLatents.codes, tables: hyperTables)
    for part in walk.parts {
      if part.stream > streams.count {
        streams.append(encoder.finish())
        encoder = coder.encoder.init()
      }
      let expected = walk.parameters(of: part)
      let symbols = codes.latents.symbols(of: part.step, rows: part.rows)
      encoder.append(codes: symbols, means: expected.means, scales: expected.scales)
      visit(symbols, expected)
      walk.take(symbols, as: part, expected)
    }
    streams.append(encoder.finish())
    body = CodeStreams.joined(streams)
    return walk
  }
}
