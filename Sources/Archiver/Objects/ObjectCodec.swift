import Images
import Networks

/// Pictures of one shape ⇄ the codes of an autoencoder. Layout: `Formats/objects-1.md`.
struct ObjectCodec: Sendable {
  let model: ObjectModel

  /// Whether a picture is one that the model is of; alpha does not count.
  func fits(_ picture: ImageShape) -> Bool {
    model.isOfPictures && model.shape.height == picture.height
      && model.shape.width == picture.width
      && model.shape.channels == picture.channels.withoutAlpha.count
  }

  /// What the model is of, as in "28×28, grey".
  var content: String {
    guard model.isOfPictures else { return "numbers" }
    let colours = model.shape.channels == 3 ? "rgb" : "grey"
    return "\(model.shape.width)×\(model.shape.height), \(colours)"
  }

  /// The codes of a picture that fits; alpha is not looked at.
  func codes(of image: Image, level: Level) -> [Int16] {
    precondition(fits(image.shape), "a picture of another shape")
    return model.codes(of: image.withoutAlpha.samples, level: level)
  }

  /// The picture codes stand for, without alpha.
  func image(_ codes: [Int16], level: Level) -> Image {
    image(decoding: model.values(of: codes, level: level))
  }

  /// The picture d(z), without alpha.
  func image(decoding values: [Float]) -> Image {
    Image(
      width: model.shape.width, height: model.shape.height,
      channels: model.shape.channels == 3 ? .rgb : .grey,
      samples: model.samples(decoding: values))
  }
}
