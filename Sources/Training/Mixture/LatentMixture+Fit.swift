import Autodiff
import Networks
import Tensors

extension LatentMixture {
  /// The default maximum of components. With 100 components, a classifier recognises no more of the
  /// drawn digits than with 50.
  private static let usualComponents = 50
  /// The most samples whose latents are used.
  private static let sampleLimit = 1 << 14
  /// The limit on the entries of all covariances, which take a megabyte of a model file.
  private static let numberLimit = 1 << 18
  /// The least number of samples per component and dimension for the default number of components.
  private static let samplesPerLatent = 10

  /// Fits a Gaussian mixture to latents by expectation maximisation.
  ///
  /// - Parameters:
  ///   - latents: samples × 1 × dimensions, finite, at least one sample
  ///   - components: the most components; nil for a number that suits the samples
  ///   - seed: the seed of the initialisation
  /// - Returns: nil if a single covariance matrix exceeds the limit on a model file, or if the
  ///   latents spread so far that a covariance overflows
  package static func fit(
    to latents: Tensor, components: Int? = nil, seed: UInt64 = 0
  ) -> LatentMixture? {
    let dimensions = latents.channels
    guard dimensions * dimensions <= numberLimit else { return nil }
    let most = min(
      usualComponents, latents.rows / (samplesPerLatent * dimensions),
      numberLimit / (dimensions * dimensions))
    let fit = MixtureFit.fit(
      latents, components: components ?? max(most, 1), key: NoiseKey(seed: seed))
    return fit.mixture
  }

  /// Fits a mixture to the latents of some training samples, or to their means if variational.
  ///
  /// - Returns: nil for kinds that are not sampled from, if a latent is not finite, or if
  ///   ``fit(to:components:seed:)`` returns nil
  package static func fit(
    to network: Autoencoder, _ parameters: ParameterSet, on data: TrainingData, seed: UInt64 = 0
  ) -> LatentMixture? {
    guard network.settings.kind.isDrawnFrom else { return nil }
    let step = max((data.trained.count + sampleLimit - 1) / sampleLimit, 1)
    let chosen = stride(from: 0, to: data.trained.count, by: step).map { data.trained[$0] }
    let tape = Tape(parameters, recording: false)
    var numbers: [Float] = []
    for start in stride(from: 0, to: chosen.count, by: portion) {
      let part = chosen.dropFirst(start).prefix(portion)
      let samples = tape.constant(data.training.tensor(part), samples: part.count)
      numbers += network.encode(samples).value.values
    }
    guard numbers.allSatisfy(\.isFinite) else { return nil }
    return fit(
      to: Tensor(
        rows: chosen.count, columns: 1, channels: network.settings.latents, values: numbers),
      seed: seed)
  }

  /// The number of samples encoded at a time.
  private static let portion = 64
}

extension AutoencoderKind {
  /// Whether training makes the latent space dense enough to sample from.
  package var isDrawnFrom: Bool { self == .variational || self == .adversarial }
}
