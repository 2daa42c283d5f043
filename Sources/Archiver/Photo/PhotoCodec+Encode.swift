import Entropy
import Images
import Networks
import Tensors
import Zstandard

/// A picture as codes, and as what a decoder will make of them.
struct EncodedPhoto: Sendable {
  let body: CodeStream
  /// Bytes the codes take, about.
  let byteCount: Int
  /// The decoded picture, without alpha.
  let decoded: Image

  init(body: CodeStream, coder: Coder, decoded: Image) {
    (self.body, self.decoded) = (body, decoded)
    // Range-coded bytes are as small as they get.
    let frame =
      coder == .zstd
      ? try? ZstdFrame.compress(body.bytes[...], level: 3, boundaries: body.boundaries) : nil
    byteCount = frame?.count ?? body.bytes.count
  }
}

extension PhotoCodec {
  /// Encodes a picture and decodes it again, so that what the archive promises is known.
  ///
  /// - Parameter image: grey or RGB; alpha is not looked at
  func encode(_ image: Image, level: Level, coder: Coder) -> EncodedPhoto {
    let size = PhotoSize(width: image.width, height: image.height)
    let samples = image.withoutAlpha.inColour.samples
    let codes = model.codes(of: samples, size: size, level: level)
    let plain = encode(codes, of: image, size: size, level: level, coder: coder)
    guard let refiner else { return plain }
    let refined = encode(
      refiner.refined(codes, of: samples, size: size, level: level), of: image, size: size,
      level: level, coder: coder)
    // What counts is what the archive gets and gives back.
    let weight = refiner.errorWeight(at: level) * Double(image.pixelCount)
    func cost(_ photo: EncodedPhoto) -> Double {
      8 * Double(photo.byteCount) + weight * meanSquaredError(image.withoutAlpha, photo.decoded)
    }
    return cost(refined) < cost(plain) ? refined : plain
  }

  private func encode(
    _ codes: PhotoCodes, of image: Image, size: PhotoSize, level: Level, coder: Coder
  ) -> EncodedPhoto {
    var picture = PaintedPicture(size: size, isColour: image.channels.isColour)
    let body = write(codes, level: level, coder: coder, paints: true) { walk, _, _ in
      picture.take(from: &walk)
    }
    return EncodedPhoto(body: body, coder: coder, decoded: picture.finish())
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
