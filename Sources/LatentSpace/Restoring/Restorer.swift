import Aezip
import Autodiff
import Images
import Networks
import Tensors
import Training

/// Fills what is not known of a picture: by a denoising model that learned to, else by the likeliest
/// code whose decoded picture agrees with what is known.
package struct Restorer: Sendable {
  private let decoder: SampleDecoder
  private let finder: LatentInverter
  /// Whether the encoder's code of a picture is worth beginning from.
  private let encodes: Bool
  /// Whether the encoder learned to fill in what is marked as hidden: then its code is the answer.
  private let fills: Bool

  /// ρ of ``CodeFinder``: the known part alone says little of the rest, so codes are to stay
  /// likely. Of faces (64×64, a quarter hidden) 0.05 gains 1.6 dB over 0.01.
  private static let pull = 0.05
  /// How many places to begin from are tried to the end.
  private static let tries = 4
  /// Codes drawn at random, to begin from where there are no others.
  private static let drawn = 255

  /// By what a model learned; codes are expected where its prior has them.
  ///
  /// - Parameter file: of a model of pictures
  /// - Throws: ``LatentError``, `ModelError`
  package init(modelFile file: [UInt8]) throws {
    let model = try SampleModel.ofPictures(file)
    let level = QualityLevel.trained(0)
    let spread = Spread(of: model, level: level)
    decoder = try SampleDecoder(model, level: level)
    let normal = Tensor.normal(rows: Self.drawn, columns: 1, channels: model.latents, key: 1)
    let drawn = zip(normal.values, 0...).map { number, place in
      spread.means[place % model.latents] + number * spread.deviations[place % model.latents]
    }
    finder = LatentInverter(decoder, spread.means + drawn, spread: spread, pull: Self.pull)
    encodes = model.canEncode
    // Models of others may have no card, or one that we do not know.
    let card = try? SafeTensors(file).decoded(ModelCard.self, "card")
    fills = encodes && (card?.settings.fillsIn ?? false)
  }

  /// By the pictures of an archive that a small model codes and that have the size of this one.
  ///
  /// - Throws: ``LatentError``, and what reading an archive throws
  package init(like image: Image, of archive: Archive, jobs: Int = 1) async throws {
    let models = try archive.codingModels()
    let small = models.compactMap { coding -> (model: CodingModel, network: SampleModel)? in
      guard case .objects(let network) = coding.network else { return nil }
      return (coding, network)
    }
    guard !small.isEmpty else { throw LatentError.noSmallModel }
    guard
      let fitting = small.first(where: {
        $0.network.shape.width == image.width && $0.network.shape.height == image.height
      })
    else {
      throw LatentError.otherSize(
        query: "\(image.width)×\(image.height)",
        known: small.map { "\($0.network.shape.width)×\($0.network.shape.height)" })
    }
    decoder = try SampleDecoder(fitting.network, level: fitting.model.level)
    let read = try await archive.readCodes(ofModel: fitting.model.number, jobs: jobs) { codes in
      guard case .object(let values) = codes else { return [Float]() }
      return Array(values)
    }
    finder = LatentInverter(decoder, read.flatMap(\.result), pull: Self.pull)
    (encodes, fills) = (false, false)
  }

  /// The picture with what is not known filled in, opaque there; the rest stays as it is.
  ///
  /// - Parameters:
  ///   - image: of the model's size
  ///   - unknown: of each pixel; not all
  /// - Throws: ``LatentError/otherSize(query:known:)``, ``LatentError/nothingKnown``
  package func restored(_ image: Image, unknown: [Bool]) throws -> Image {
    let model = decoder.model
    try model.shape.checkSize(of: image)
    precondition(unknown.count == image.pixelCount)
    guard unknown.contains(false) else { throw LatentError.nothingKnown }
    let channels = model.shape.channels
    let numbers = model.numbers(of: image)
    let known = unknown.flatMap { Array(repeating: !$0, count: channels) }
    let code = fills ? filling(numbers, known) : found(numbers, known)
    let made = try model.images(decoding: code)[0]
    let plain = inItsColours(image)
    let filled = plain.channels.isColour && channels == 1 ? made.inColour : made
    let count = plain.channels.count
    let samples = plain.samples.indices.map { place in
      unknown[place / count] ? filled.samples[place] : plain.samples[place]
    }
    let alpha = image.alphaPlane.map { plane in zip(plane, unknown).map { $1 ? 255 : $0 } }
    return Image(
      width: image.width, height: image.height, channels: plain.channels, samples: samples
    ).joined(withAlpha: alpha)
  }

  /// A picture as it comes back, without alpha: in colour if the model is.
  func inItsColours(_ image: Image) -> Image {
    decoder.model.shape.channels == 3 ? image.withoutAlpha.inColour : image.withoutAlpha
  }

  /// The code of a picture whose unknown part is marked as such.
  private func filling(_ numbers: [Float], _ known: [Bool]) -> [Float] {
    decoder.model.values(
      encoding: zip(numbers, known).map { $1 ? $0 : HiddenRectangle.mark })
  }

  private func found(_ numbers: [Float], _ known: [Bool]) -> [Float] {
    let code = finder.code(of: numbers, known: known, tries: Self.tries)
    return encodes ? better(code, than: numbers, known) : code
  }

  /// The code found from the encoder's of the picture as filled, if that agrees better.
  private func better(_ code: [Float], than numbers: [Float], _ known: [Bool]) -> [Float] {
    let filled = zip(zip(numbers, decoder.samples(code)), known).map { $1 ? $0.0 : $0.1 }
    let start = decoder.model.values(encoding: filled)
    return finder.code(of: numbers, known: known, from: [code, start])
  }
}
