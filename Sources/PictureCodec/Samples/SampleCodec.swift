import Images
import Networks

/// The codec for pictures of one shape: pictures ⇄ the quantised latents of an autoencoder.
///
/// ``LatentGroup`` entropy-codes the symbols of several pictures together. Layout:
/// `Formats/objects-1.md`.
package struct SampleCodec: Sendable {
  package let model: SampleModel

  package init(model: SampleModel) {
    self.model = model
  }

  /// Whether the model is for pictures of this shape; alpha does not count.
  package func fits(_ picture: ImageShape) -> Bool {
    model.isOfPictures && model.shape.height == picture.height
      && model.shape.width == picture.width
      && model.shape.channels == picture.channels.withoutAlpha.count
  }

  /// The shape that the model is for, as in "28×28, grey".
  package var content: String {
    guard model.isOfPictures else { return "numbers" }
    let colours = model.shape.channels == 3 ? "rgb" : "grey"
    return "\(model.shape.width)×\(model.shape.height), \(colours)"
  }

  /// Encodes and quantises a picture that fits; alpha is ignored.
  package func quantisedLatents(of image: Image, level: QualityLevel) -> [Int16] {
    precondition(fits(image.shape), "a picture of another shape")
    return model.quantisedLatents(of: image.withoutAlpha.samples, level: level)
  }

  /// Decodes symbols to a picture without alpha.
  package func image(_ symbols: [Int16], level: QualityLevel) -> Image {
    image(decoding: model.values(of: symbols, level: level))
  }

  /// Decodes symbols and measures the reconstruction of `picture`.
  ///
  /// - Parameter measure: what is measured
  package func reconstructionStats(
    _ symbols: [Int16], of picture: InputPicture, level: QualityLevel,
    measuring measure: ReconstructionMeasure
  ) throws -> ReconstructionStats {
    var meter = try ReconstructionMeter(of: picture, measuring: measure)
    let samples = image(symbols, level: level).samples
    try meter.take(samples)
    return try meter.finish { try $0(samples) }
  }

  /// Decodes latents to a picture without alpha.
  package func image(decoding values: [Float]) -> Image {
    Image(
      width: model.shape.width, height: model.shape.height,
      channels: model.shape.channels == 3 ? .rgb : .grey,
      samples: model.samples(decoding: values))
  }
}
