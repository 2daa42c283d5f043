import Archiver
import Entropy
import Images
import Networks
import Tensors
import Training

/// Draws new objects from a model: d(z) of codes drawn at random.
package struct Sampler: Sendable {
  /// What codes are drawn from.
  package enum Source: String, Sendable, Encodable {
    /// Standard normal numbers: what variational and adversarial models were taught codes are.
    case normal
    /// What the model's own prior expects: random bytes, read as an archive's are.
    case prior
  }

  private let model: ObjectModel
  package let source: Source

  /// - Parameters:
  ///   - file: of a model of pictures
  ///   - source: nil for standard normal numbers, which only some kinds of models suit
  /// - Throws: ``LatentError/notVariational(kind:)`` of the others, and `ModelError`
  package init(modelFile file: [UInt8], source: Source? = nil) throws {
    model = try ObjectModel.ofPictures(file)
    let kind = try? ModelFile(file).card.settings.kind
    if source == nil, kind != .variational, kind != .adversarial {
      throw LatentError.notVariational(kind: kind?.rawValue)
    }
    self.source = source ?? .normal
  }

  /// New pictures, the same ones for the same seed on every machine; of more the first are these.
  ///
  /// - Throws: `EntropyError` of a prior under which random bytes mean nothing
  package func images(_ count: Int, seed: UInt64) throws -> [Image] {
    var key = NoiseKey(seed: seed)
    switch source {
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
    var symbols = try Coder.prior.decoder.init(stream[...], tables: model.tables)
    var walk = model.prior(levels: [Level(rawValue: 0)])
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
