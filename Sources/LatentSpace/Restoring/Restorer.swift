import Aezip
import Autodiff
import Images
import Networks
import Tensors
import Training

/// Inpainting: fills in the unknown pixels of a picture.
///
/// A denoising model that was trained on hidden rectangles encodes the picture and decodes the
/// answer. Any other model is inverted: its most likely latents that decode to the known pixels
/// give the unknown ones.
package struct Restorer: Sendable {
  private let decoder: SampleDecoder
  private let inverter: LatentInverter
  /// Whether the encoder's latents of a filled picture are a starting point as well.
  private let encodes: Bool
  /// Whether the encoder was trained on hidden rectangles, so that its latents are the answer.
  private let fills: Bool

  /// ρ of ``LatentInverter``. The known part determines little of the rest, so latents must stay
  /// likely: for faces of 64×64 with a quarter hidden, 0.05 gains 1.6 dB over 0.01.
  private static let regularisation = 0.05
  /// Starting points that are optimised to the end.
  private static let tries = 4
  /// Random starting points for a model without an archive.
  private static let randomStarts = 255

  private init(_ decoder: SampleDecoder, _ inverter: LatentInverter, encodes: Bool, fills: Bool) {
    (self.decoder, self.inverter) = (decoder, inverter)
    (self.encodes, self.fills) = (encodes, fills)
  }

  /// A restorer for the pictures that a model was trained on; its prior says which latents are
  /// likely.
  ///
  /// - Parameter file: the file of a model of pictures
  /// - Throws: ``LatentError``, `ModelError`
  package init(modelFile file: [UInt8]) throws {
    let model = try SampleModel.ofPictures(file)
    let level = QualityLevel.trained(0)
    let prior = LatentStatistics(of: model, level: level)
    let decoder = try SampleDecoder(model, level: level)
    let normal = Tensor.normal(
      rows: Self.randomStarts, columns: 1, channels: model.latents, key: 1)
    let drawn = zip(normal.values, 0...).map { number, index in
      prior.means[index % model.latents] + number * prior.deviations[index % model.latents]
    }
    // Models without a card, or with an unknown one, do not fill in.
    let card = try? SafeTensors(file).decoded(ModelCard.self, "card")
    self.init(
      decoder,
      LatentInverter(
        decoder, starts: prior.means + drawn, prior: prior, regularisation: Self.regularisation),
      encodes: model.canEncode,
      fills: model.canEncode && (card?.settings.fillsIn ?? false))
  }

  /// Reads the pictures of an archive that a small model codes and that have the size of an image;
  /// the mean and deviation of their latents say which latents are likely.
  ///
  /// - Throws: ``LatentError``, and what reading an archive throws
  package static func learn(
    like image: Image, from archive: Archive, jobs: Int = 1
  ) async throws -> Restorer {
    let models = try archive.codingModels()
    let small = models.compactMap { coding -> (model: CodingModel, network: SampleModel)? in
      guard case .objects(let network) = coding.network else { return nil }
      return (coding, network)
    }
    guard !small.isEmpty else { throw LatentError.noSampleModel }
    guard
      let fitting = small.first(where: {
        $0.network.shape.width == image.width && $0.network.shape.height == image.height
      })
    else {
      throw LatentError.sizeMismatch(
        found: image.sizeText, expected: small.map(\.network.shape.sizeText))
    }
    let decoder = try SampleDecoder(fitting.network, level: fitting.model.level)
    let read = try await archive.sampleLatents(ofModel: fitting.model.number, jobs: jobs)
    return Restorer(
      decoder,
      LatentInverter(
        decoder, starts: read.flatMap(\.latents), regularisation: Self.regularisation),
      encodes: false, fills: false)
  }

  /// Fills in the unknown pixels, opaque; the others stay as they are.
  ///
  /// - Parameters:
  ///   - image: of the model's size
  ///   - unknown: one value for each pixel, not all true
  /// - Throws: ``LatentError/sizeMismatch(found:expected:)``, ``LatentError/nothingKnown``
  package func restored(_ image: Image, unknown: [Bool]) throws -> Image {
    let model = decoder.model
    try model.shape.checkSize(of: image)
    precondition(unknown.count == image.pixelCount)
    guard unknown.contains(false) else { throw LatentError.nothingKnown }
    let channels = model.shape.channels
    let numbers = model.numbers(of: image)
    let known = unknown.flatMap { Array(repeating: !$0, count: channels) }
    let latents = fills ? encoded(numbers, known) : inverted(numbers, known)
    let made = try model.images(decoding: latents)[0]
    let plain = inModelColours(image)
    let filled = plain.channels.isColour && channels == 1 ? made.inColour : made
    let count = plain.channels.count
    let samples = plain.samples.indices.map { index in
      unknown[index / count] ? filled.samples[index] : plain.samples[index]
    }
    let alpha = image.alphaPlane.map { plane in zip(plane, unknown).map { $1 ? 255 : $0 } }
    return Image(
      width: image.width, height: image.height, channels: plain.channels, samples: samples
    ).joined(withAlpha: alpha)
  }

  /// A picture without alpha, in colour if the model is.
  func inModelColours(_ image: Image) -> Image {
    decoder.model.shape.channels == 3 ? image.withoutAlpha.inColour : image.withoutAlpha
  }

  /// The encoder's latents of a picture whose unknown values have the mark of a hidden rectangle.
  private func encoded(_ numbers: [Float], _ known: [Bool]) -> [Float] {
    decoder.model.values(
      encoding: zip(numbers, known).map { $1 ? $0 : HiddenRectangle.mark })
  }

  private func inverted(_ numbers: [Float], _ known: [Bool]) -> [Float] {
    let latents = inverter.latents(of: numbers, known: known, tries: Self.tries)
    return encodes ? refined(latents, numbers, known) : latents
  }

  /// Optimises again from the encoder's latents of the filled picture, and keeps the better of
  /// both.
  private func refined(_ latents: [Float], _ numbers: [Float], _ known: [Bool]) -> [Float] {
    let filled = zip(zip(numbers, decoder.samples(latents)), known).map { $1 ? $0.0 : $0.1 }
    let start = decoder.model.values(encoding: filled)
    return inverter.latents(of: numbers, known: known, from: [latents, start])
  }
}

extension Image {
  /// Which pixels a mask marks as unknown, those at least half white; without a mask the pixels
  /// that are at least half transparent.
  ///
  /// - Throws: ``LatentError/maskSizeMismatch(mask:picture:)``, ``LatentError/nothingMissing``
  package func unknownPixels(mask: Image?) throws(LatentError) -> [Bool] {
    let unknown: [Bool]
    if let mask {
      guard mask.width == width, mask.height == height else {
        throw .maskSizeMismatch(mask: mask.sizeText, picture: sizeText)
      }
      unknown = mask.withoutAlpha.inGrey.samples.map { $0 >= 128 }
    } else {
      unknown = (alphaPlane ?? []).map { $0 < 128 }
    }
    guard unknown.contains(true) else { throw .nothingMissing }
    return unknown
  }
}
