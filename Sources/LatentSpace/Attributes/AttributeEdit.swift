import Bytes
import Images
import Networks

/// Gives pictures more or less of attributes: x + d(e(x) + Σ α · S) − d(e(x)), so that what the
/// autoencoder cannot keep of a picture stays in it.
package struct AttributeEdit: Sendable {
  private let model: SampleModel
  private let moves: [Float]

  /// Of the pictures it can edit.
  package var shape: SampleShape { model.shape }

  /// - Parameters:
  ///   - file: of the model that the attributes were learned with
  ///   - attributes: each with its strength α, below 0 for less
  /// - Throws: ``LatentError``, `ModelError`
  package init(modelFile file: [UInt8], _ attributes: [(Attribute, Float)]) throws {
    model = try SampleModel.ofPictures(file)
    guard model.canEncode else { throw LatentError.onlyDecodes }
    let digest = Digest(of: file).description
    var moves = [Float](repeating: 0, count: model.latents)
    for (attribute, strength) in attributes {
      guard attribute.model == digest, attribute.vector.count == model.latents else {
        throw LatentError.otherModel(attribute: attribute.name)
      }
      for (place, number) in attribute.vector.enumerated() { moves[place] += strength * number }
    }
    self.moves = moves
  }

  /// - Parameter plainly: to give d(e(x) + Σ α · S) itself, as the model sees pictures
  /// - Throws: ``LatentError/otherSize(query:known:)``, ``LatentError/notFinite``
  package func callAsFunction(
    _ images: [Image], plainly: Bool = false
  ) throws(LatentError) -> [Image] {
    for image in images { try model.shape.checkSize(of: image) }
    let codes = model.values(encoding: images.flatMap { model.numbers(of: $0) })
    let moved = codes.indices.map { codes[$0] + moves[$0 % moves.count] }
    let made = model.numbers(decoding: moved)
    let kept = plainly ? [] : model.numbers(decoding: codes)
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

  /// What a model of grey pictures changes is changed in all colours.
  private func changed(_ image: Image, by change: [Float]) -> Image {
    let plain = image.withoutAlpha
    let base = model.shape.channels == 3 ? plain.inColour : plain
    let each = base.samples.count / change.count
    let samples = base.samples.enumerated().map { place, sample in
      Self.sample(Float(sample) / 255 + change[place / each])
    }
    return Image(
      width: image.width, height: image.height, channels: base.channels, samples: samples
    ).joined(withAlpha: image.alphaPlane)
  }

  private static func sample(_ number: Float) -> UInt8 { UInt8(min(max(number, 0), 1) * 255 + 0.5) }
}
