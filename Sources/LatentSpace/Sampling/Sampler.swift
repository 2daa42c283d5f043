import Autodiff
import Entropy
import Images
import Networks
import PictureCodec
import Tensors
import Training

/// Draws new pictures from a model: d(z) of random latents z.
package struct Sampler: Sendable {
  /// The distribution of the latents.
  package enum Source: String, Sendable, Encodable {
    /// The mixture of normal distributions that training fits to the latents of its pictures.
    case mixture
    /// The standard normal distribution, which variational and adversarial models are trained for.
    case normal
    /// The model's entropy-coding prior: what random bytes decode to.
    case prior
  }

  private let model: SampleModel
  private let mixture: LatentMixture?
  package let source: Source

  /// - Parameters:
  ///   - file: the file of a model of pictures
  ///   - source: nil for the mixture, or the standard normal distribution for a model without one
  /// - Throws: ``LatentError/noLatentDistribution(kind:)`` for a model that has no such
  ///   distribution, and `ModelError`
  package init(modelFile file: [UInt8], source: Source? = nil) throws {
    model = try SampleModel.ofPictures(file)
    mixture = try LatentMixture(SafeTensors(file), latents: model.latents)
    let kind = try? ModelFile(file).card.settings.kind
    let chosen = source ?? (mixture == nil ? .normal : .mixture)
    let suits =
      switch chosen {
      case .mixture: mixture != nil
      case .normal: kind?.isDrawnFrom ?? false
      case .prior: true
      }
    guard suits else { throw LatentError.noLatentDistribution(kind: kind?.rawValue) }
    self.source = chosen
  }

  /// Draws pictures. The same seed gives the same pictures on every machine, and a larger count
  /// continues a smaller one.
  ///
  /// - Throws: `EntropyError` for a prior that no random bytes decode with
  package func images(_ count: Int, seed: UInt64) throws -> [Image] {
    var key = NoiseKey(seed: seed)
    switch source {
    case .mixture:
      let latents = (0..<count).flatMap { mixture?.sample(key.derived($0)) ?? [] }
      return try model.images(decoding: latents)
    case .normal:
      let normal = Tensor.normal(
        rows: count, columns: 1, channels: model.latents, key: key.next())
      return try model.images(decoding: normal.values)
    case .prior:
      let latents = try (0..<count).flatMap { try samplePrior(key.derived($0)) }
      return try model.images(decoding: latents)
    }
  }

  /// The latents that a random stream decodes to. They are a sample of the prior, because a symbol
  /// of probability p takes the share p of all streams.
  private func samplePrior(_ key: NoiseKey) throws -> [Float] {
    var key = key
    // Random bytes may stand for a symbol that is larger than any, or for too many rare ones; then
    // others are drawn.
    for _ in 1..<Self.attempts {
      if let latents = try? latents(ofStreamBy: &key) { return latents }
    }
    return try latents(ofStreamBy: &key)
  }

  /// Streams that are tried at most. Of a prior that was trained, few fail.
  private static let attempts = 100

  private func latents(ofStreamBy key: inout NoiseKey) throws -> [Float] {
    let words = 2 + 4 * model.latents
    var stream = (0..<2 * words).flatMap { _ in withRandomBytes(of: key.next()) }
    // The coder's initial state: its highest byte is not 0 and does not have the highest bit set.
    stream[7] = 1 + stream[7] % 127
    var symbols = try EntropyCoder.prior.decoder.init(stream[...], tables: model.tables)
    var prior = model.prior(levels: [QualityLevel.trained(0)])
    for _ in 0..<model.latents {
      let expected = prior.parameters()
      prior.take(try symbols.symbols(means: expected.means, scales: expected.scales), expected)
    }
    return prior.finish()
  }

  private func withRandomBytes(of number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}

extension LatentMixture {
  /// A random sample of the mixture: the mean of a component plus its Cholesky factor times
  /// standard normal numbers.
  fileprivate func sample(_ key: NoiseKey) -> [Float] {
    var key = key
    let component = component(key.share())
    let normal = Tensor.normal(rows: 1, columns: 1, channels: latents, key: key.next()).values
    return (0..<latents).map { latent in
      let row = (component * latents + latent) * latents
      var number = means[component * latents + latent]
      for other in 0...latent { number.addProduct(factors[row + other], normal[other]) }
      return number
    }
  }

  /// The component at a quantile of the weights.
  ///
  /// - Parameter quantile: 0…1
  private func component(_ quantile: Double) -> Int {
    var left = weights.reduce(0.0) { $0 + Double($1) } * quantile
    let found = weights.firstIndex { weight in
      left -= Double(weight)
      return left < 0
    }
    return found ?? weights.lastIndex { $0 > 0 } ?? 0
  }
}
