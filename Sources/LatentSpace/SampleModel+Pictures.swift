import Images
import Networks
import Tensors

extension SampleModel {
  /// Decodes latents to pictures.
  ///
  /// - Parameter latents: samples × latents
  /// - Throws: ``LatentError/notFinite``
  package func images(decoding latents: [Float]) throws(LatentError) -> [Image] {
    let numbers = numbers(decoding: latents)
    guard numbers.allSatisfy(\.isFinite) else { throw .notFinite }
    let samples = Tensor(rows: 1, columns: 1, channels: numbers.count, values: numbers).bytes
    let channels: Image.Channels = shape.channels == 3 ? .rgb : .grey
    return stride(from: 0, to: samples.count, by: shape.count).map { first in
      Image(
        width: shape.width, height: shape.height, channels: channels,
        samples: Array(samples[first..<first + shape.count]))
    }
  }

  /// The values 0…1 of a picture in the model's shape, without alpha, in the model's colours.
  func numbers(of image: Image) -> [Float] { shape.numbers(of: image) }

  /// Whether samples are images, grey or in colour.
  package var hasImages: Bool { [1, 3].contains(shape.channels) }

  /// Reads a model of pictures from its file.
  ///
  /// - Throws: `ModelError`, ``LatentError/notSampleModel`` for another kind of file,
  ///   ``LatentError/notPictures`` for a model of numbers
  package static func ofPictures(_ file: [UInt8]) throws -> SampleModel {
    guard try SafeTensors(file).metadata["format"] == format else {
      throw LatentError.notSampleModel
    }
    let model = try SampleModel(file: file)
    guard model.isOfPictures, model.hasImages else { throw LatentError.notPictures }
    return model
  }
}

extension SampleShape {
  /// The shape of a picture without alpha.
  init(of image: Image) {
    self.init(
      height: image.height, width: image.width, channels: image.channels.withoutAlpha.count)
  }

  /// - Throws: ``LatentError/sizeMismatch(found:expected:)``
  package func checkSize(of image: Image) throws(LatentError) {
    guard image.width == width, image.height == height else {
      throw .sizeMismatch(found: image.sizeText, expected: [sizeText])
    }
  }

  /// Width and height as errors and pages show them, as in 28×28.
  var sizeText: String { "\(width)×\(height)" }

  /// The values 0…1 of a picture in this shape, without alpha, grey or in colour.
  func numbers(of image: Image) -> [Float] {
    let plain = image.withoutAlpha
    let fitting = channels == 3 ? plain.inColour : plain.inGrey
    return fitting.samples.map { Float($0) / 255 }
  }
}

extension Image {
  /// Width and height as errors show them, as in 28×28.
  var sizeText: String { "\(width)×\(height)" }
}
