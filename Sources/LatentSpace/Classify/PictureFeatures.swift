import Images
import Networks

/// The features of a classifier: the latents e(x) of pictures, or without a model their pixels.
package struct PictureFeatures: Sendable {
  package let shape: SampleShape
  private let model: SampleModel?
  /// The model's file; nil if pixels are the features.
  let file: [UInt8]?

  /// - Parameter file: the file of a model of pictures with an encoder
  /// - Throws: ``LatentError``, `ModelError`
  package init(modelFile file: [UInt8]) throws {
    let model = try SampleModel.ofPictures(file)
    guard model.canEncode else { throw LatentError.decoderOnly }
    (self.model, self.file, shape) = (model, file, model.shape)
  }

  /// The pixels 0…1 of pictures of this size and colours, as a baseline.
  package init(pixelsLike image: Image) {
    self.init(pixels: SampleShape(of: image))
  }

  init(pixels shape: SampleShape) {
    (model, file, self.shape) = (nil, nil, shape)
  }

  /// The number of features of a picture.
  package var count: Int { model?.latents ?? shape.count }

  /// - Returns: pictures × ``count``
  /// - Throws: ``LatentError/sizeMismatch(found:expected:)``, ``LatentError/notFinite``
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
