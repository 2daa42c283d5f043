import Images
import Networks
import Tensors

extension SampleModel {
  /// The pictures d(z).
  ///
  /// - Throws: ``LatentError/notFinite`` where that is no picture
  /// - Parameter values: objects × latents
  package func images(decoding values: [Float]) throws(LatentError) -> [Image] {
    let numbers = numbers(decoding: values)
    guard numbers.allSatisfy(\.isFinite) else { throw .notFinite }
    let samples = Tensor(rows: 1, columns: 1, channels: numbers.count, values: numbers).bytes
    let channels: Image.Channels = shape.channels == 3 ? .rgb : .grey
    return stride(from: 0, to: samples.count, by: shape.count).map { first in
      Image(
        width: shape.width, height: shape.height, channels: channels,
        samples: Array(samples[first..<first + shape.count]))
    }
  }

  /// A picture's samples as the model has them, 0…1; alpha left out, colours made or taken away.
  func numbers(of image: Image) -> [Float] { shape.numbers(of: image) }

  /// Whether its objects are images: grey or in colour.
  package var hasImages: Bool { [1, 3].contains(shape.channels) }

  /// A model of pictures from its file.
  ///
  /// - Throws: `ModelError`, and ``LatentError/notOfPictures`` of a model of numbers
  package static func ofPictures(_ file: [UInt8]) throws -> SampleModel {
    guard try SafeTensors(file).metadata["format"] == format else {
      throw LatentError.notOfObjects
    }
    let model = try SampleModel(file: file)
    guard model.isOfPictures, model.hasImages else { throw LatentError.notOfPictures }
    return model
  }
}

extension SampleShape {
  /// Of a picture's samples less alpha.
  init(of image: Image) {
    self.init(
      height: image.height, width: image.width, channels: image.channels.withoutAlpha.count)
  }

  /// - Throws: ``LatentError/otherSize(query:known:)``
  package func checkSize(of image: Image) throws(LatentError) {
    guard image.width == width, image.height == height else {
      throw .otherSize(
        query: "\(image.width)×\(image.height)", known: ["\(width)×\(height)"])
    }
  }

  /// A picture's samples, 0…1; alpha left out, colours made or taken away.
  func numbers(of image: Image) -> [Float] {
    let plain = image.withoutAlpha
    let fitting = channels == 3 ? plain.inColour : plain.inGrey
    return fitting.samples.map { Float($0) / 255 }
  }
}
