import Images
import Networks

/// Pictures of one shape ⇄ the codes of an autoencoder. Layout: `Formats/objects-1.md`.
package struct SampleCodec: Sendable {
  package let model: SampleModel

  package init(model: SampleModel) {
    self.model = model
  }

  /// Whether a picture is one that the model is of; alpha does not count.
  package func fits(_ picture: ImageShape) -> Bool {
    model.isOfPictures && model.shape.height == picture.height
      && model.shape.width == picture.width
      && model.shape.channels == picture.channels.withoutAlpha.count
  }

  /// What the model is of, as in "28×28, grey".
  package var content: String {
    guard model.isOfPictures else { return "numbers" }
    let colours = model.shape.channels == 3 ? "rgb" : "grey"
    return "\(model.shape.width)×\(model.shape.height), \(colours)"
  }

  /// The codes of a picture that fits; alpha is not looked at.
  package func codes(of image: Image, level: QualityLevel) -> [Int16] {
    precondition(fits(image.shape), "a picture of another shape")
    return model.codes(of: image.withoutAlpha.samples, level: level)
  }

  /// The picture codes stand for, without alpha.
  package func image(_ codes: [Int16], level: QualityLevel) -> Image {
    image(decoding: model.values(of: codes, level: level))
  }

  /// The picture d(z), without alpha.
  package func image(decoding values: [Float]) -> Image {
    Image(
      width: model.shape.width, height: model.shape.height,
      channels: model.shape.channels == 3 ? .rgb : .grey,
      samples: model.samples(decoding: values))
  }
}
