import Autodiff
import Entropy
import Images
import Networks
import PictureCodec
import Tensors
import Training

/// Draws new objects from a model: d(z) of codes drawn at random.
package struct Sampler: Sendable {
  /// What codes are drawn from.
  package enum Source: String, Sendable, Encodable {
    /// Where the codes of what the model learned from lie.
    case mixture
    /// Standard normal numbers: what variational and adversarial models were taught codes are.
    case normal
    /// What the model's own prior expects: random bytes, read as an archive's are.
    case prior
  }

  private let model: SampleModel
  private let mixture: LatentMixture?
  package let source: Source

  /// - Parameters:
  ///   - file: of a model of pictures
  ///   - source: nil for the mixture, or of models without one standard normal numbers
  /// - Throws: ``LatentError/notVariational(kind:)`` of models that this does not suit, and
  ///   `ModelError`
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
    guard suits else { throw LatentError.notVariational(kind: kind?.rawValue) }
    self.source = chosen
  }

  /// New pictures, the same ones for the same seed on every machine; of more the first are these.
  ///
  /// - Throws: `EntropyError` of a prior under which random bytes mean nothing
  package func images(_ count: Int, seed: UInt64) throws -> [Image] {
    var key = NoiseKey(seed: seed)
    switch source {
    case .mixture:
      let values = (0..<count).flatMap { mixture?.code(key.derived($0)) ?? [] }
      return try model.images(decoding: values)
    case .normal:
      let normal = Tensor.normal(
        rows: count, columns: 1, channels: model.latents, key: key.next())
      return try model.images(decoding: normal.values)
    case .prior:
      let values = try (0..<count).flatMap { try expected(key.derived($0)) }
      return try model.images(decoding: values)
    }
  }

  /// What a random stream of one object decodes to: a draw from the prior, for a symbol takes as
  /// many of all streams as it is likely.
  private func expected(_ key: NoiseKey) throws -> [Float] {
    var key = key
    let words = 2 + 4 * model.latents
    var stream = (0..<2 * words).flatMap { _ in withRandomBytes(of: key.next()) }
    // Where the coder's state may begin: its highest byte is neither 0 nor has the highest bit.
    stream[7] = 1 + stream[7] % 127
    var symbols = try EntropyCoder.prior.decoder.init(stream[...], tables: model.tables)
    var walk = model.prior(levels: [QualityLevel.trained(0)])
    for _ in 0..<model.latents {
      let expected = walk.parameters()
      walk.take(try symbols.codes(means: expected.means, scales: expected.scales), expected)
    }
    return walk.finish()
  }

  private func withRandomBytes(of number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
