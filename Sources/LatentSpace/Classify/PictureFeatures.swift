import Images
import Networks

/// What a classifier looks at: the codes e(x) of pictures, or with no model their samples.
package struct PictureFeatures: Sendable {
  package let shape: SampleShape
  private let model: SampleModel?
  /// Bytes of the model's file; nil where samples themselves are looked at.
  let file: [UInt8]?

  /// - Parameter file: of a model of pictures that encodes
  /// - Throws: ``LatentError``, `ModelError`
  package init(modelFile file: [UInt8]) throws {
    let model = try SampleModel.ofPictures(file)
    guard model.canEncode else { throw LatentError.onlyDecodes }
    (self.model, self.file, shape) = (model, file, model.shape)
  }

  /// The samples of pictures like this one, 0…1: the yardstick.
  package init(pixelsLike image: Image) {
    self.init(pixels: SampleShape(of: image))
  }

  init(pixels shape: SampleShape) {
    (model, file, self.shape) = (nil, nil, shape)
  }

  /// Numbers of a picture.
  package var count: Int { model?.latents ?? shape.count }

  /// - Returns: pictures × count
  /// - Throws: ``LatentError/otherSize(query:known:)``, ``LatentError/notFinite``
  package func callAsFunction(_ images: [Image]) throws(LatentError) -> [Float] {
    var samples: [Float] = []
    samples.reserveCapacity(images.count * shape.count)
    for image in images {
      try shape.checkSize(of: image)
      samples += shape.numbers(of: image)
    }
    let numbers = model?.values(encoding: samples) ?? samples
    guard numbers.allSatisfy(\.isFinite) else { throw .notFinite }
    return numbers
  }
}
