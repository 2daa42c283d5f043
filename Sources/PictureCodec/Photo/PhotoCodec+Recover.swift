import Entropy
import Images
import Networks
import Tensors

/// Pictures that this codec has decoded already.
///
/// Latents of a decoded picture lie close to integers, as those of no other picture do. The picture
/// has taken its loss, so nothing is traded for bits any more: the latents it was decoded from are
/// looked for, from which about the same picture is decoded again.
extension PhotoCodec {
  /// The largest share of latents with a remainder that is kept, of those that are not 0.
  ///
  /// Photographs have 0.27 to 0.47 at all levels, decoded ones 0.03 to 0.2, also where they were
  /// written as JPEG; measured on 60 photographs. Small pictures have too few latents to tell.
  private static let remaindersOfDecoded = 0.22
  private static let fewLatents = 1000

  /// Whether the latents are those of a picture that was decoded from latents of this level.
  static func areDecoded(_ latents: PhotoLatents, _ remainders: RoundingRemainders) -> Bool {
    var (count, kept) = (0, 0)
    for band in 0..<latents.bandCount {
      for (symbol, remainder) in zip(latents.band(band).symbols, remainders.band(band).symbols)
      where symbol != 0 {
        count += 1
        if remainder != 0 { kept += 1 }
      }
    }
    return count >= fewLatents && Double(kept) < remaindersOfDecoded * Double(count)
  }

  private static let iterations = 2

  /// Looks for the latents that a picture was decoded from.
  ///
  /// What a candidate decodes to is encoded again, and the candidate moves by what that lacks. In
  /// PNG nothing but rounding hides the latents, so half of what is below a step is remembered;
  /// the noise of JPEG would grow by it.
  ///
  /// - Parameters:
  ///   - picture: it is held in memory whole
  ///   - nearest: the symbols nearest to the picture's own latents
  func recovered(
    _ picture: InputPicture, _ nearest: PhotoLatents, level: QualityLevel
  ) throws(ImageError) -> PhotoLatents {
    let image = try picture.image().withoutAlpha
    let size = PhotoSize(width: image.width, height: image.height)
    func latents(of image: Image) -> [Float] {
      model.latents(of: image.inColour.samples, size: size, level: level).values
    }
    let target = latents(of: image)
    let memory: Float = picture.format == .jpeg ? 0 : 0.5
    var found = nearest
    var sought = target
    for _ in 0..<Self.iterations {
      let reached = latents(of: decoded(found, shape: image.shape, level: level))
      let grid = found.latents
      var symbols = grid.symbols
      for index in symbols.indices {
        let symbol = Float(symbols[index])
        sought[index] =
          symbol + memory * (sought[index] - symbol) + (target[index] - reached[index])
        symbols[index] = Int16(max(-32767, min(32767, sought[index].rounded(.toNearestOrEven))))
      }
      found = PhotoLatents(
        latents: LatentGrid(
          rows: grid.rows, columns: grid.columns, channels: grid.channels, symbols: symbols),
        hyperLatents: nearest.hyperLatents)
    }
    return found
  }

  private func decoded(
    _ latents: PhotoLatents, shape: ImageShape, level: QualityLevel
  ) -> Image {
    let rows = ReconstructedRows(shape, by: model, at: level)
    var samples: [UInt8] = []
    samples.reserveCapacity(shape.sampleCount)
    _ = write(latents, level: level, coder: .prior, reconstructs: true) {
      (prior: inout AutoregressivePrior, _, _) throws(Never) in
      while let band = prior.next() { samples += rows.take(band) }
    }
    return Image(shape, samples: samples)
  }
}
