import Bytes
import Images
import Networks

/// Adds attributes to pictures or removes them: x + d(e(x) + Σ α · S) − d(e(x)). The details that
/// the autoencoder loses stay in the picture.
package struct AttributeEdit: Sendable {
  private let model: SampleModel
  /// Σ α · S
  private let shift: [Float]

  /// The shape of the pictures it edits.
  package var shape: SampleShape { model.shape }

  /// - Parameters:
  ///   - file: the file of the model that the attributes were learned with
  ///   - attributes: each with its strength α, negative to remove it
  /// - Throws: ``LatentError``, `ModelError`
  package init(modelFile file: [UInt8], _ attributes: [(Attribute, Float)]) throws {
    model = try SampleModel.ofPictures(file)
    guard model.canEncode else { throw LatentError.decoderOnly }
    let digest = Digest(of: file).description
    var shift = [Float](repeating: 0, count: model.latents)
    for (attribute, strength) in attributes {
      guard attribute.model == digest, attribute.vector.count == model.latents else {
        throw LatentError.attributeOfOtherModel(name: attribute.name)
      }
      for (latent, number) in attribute.vector.enumerated() { shift[latent] += strength * number }
    }
    self.shift = shift
  }

  /// - Parameter plainly: whether to return d(e(x) + Σ α · S) itself, without the details that the
  ///   autoencoder loses
  /// - Throws: ``LatentError/sizeMismatch(found:expected:)``, ``LatentError/notFinite``
  package func callAsFunction(
    _ images: [Image], plainly: Bool = false
  ) throws(LatentError) -> [Image] {
    for image in images { try model.shape.checkSize(of: image) }
    let latents = model.values(encoding: images.flatMap { model.numbers(of: $0) })
    let moved = latents.indices.map { latents[$0] + shift[$0 % shift.count] }
    let made = model.numbers(decoding: moved)
    let kept = plainly ? [] : model.numbers(decoding: latents)
    guard made.allSatisfy(\.isFinite), kept.allSatisfy(\.isFinite) else { throw .notFinite }
    let size = model.shape.count
    return images.enumerated().map { index, image in
      let range = index * size..<(index + 1) * size
      return plainly
        ? picture(made[range], like: image)
        : changed(image, by: zip(made[range], kept[range]).map { $0 - $1 })
    }
  }

  private func picture(_ numbers: ArraySlice<Float>, like image: Image) -> Image {
    Image(
      width: image.width, height: image.height,
      channels: model.shape.channels == 3 ? .rgb : .grey, samples: numbers.map(Self.sample)
    ).joined(withAlpha: image.alphaPlane)
  }

  /// Adds a change to a picture; that of a grey model goes to all colours.
  private func changed(_ image: Image, by change: [Float]) -> Image {
    let plain = image.withoutAlpha
    let base = model.shape.channels == 3 ? plain.inColour : plain
    let each = base.samples.count / change.count
    let samples = base.samples.enumerated().map { index, sample in
      Self.sample(Float(sample) / 255 + change[index / each])
    }
    return Image(
      width: image.width, height: image.height, channels: base.channels, samples: samples
    ).joined(withAlpha: image.alphaPlane)
  }

  private static func sample(_ number: Float) -> UInt8 { UInt8(min(max(number, 0), 1) * 255 + 0.5) }
}
