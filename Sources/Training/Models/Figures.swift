import Autodiff
import LinearAlgebra

/// The evaluation of a trained model on held-out samples, or on the training samples if none are
/// held out.
///
/// Squared errors are means over samples of Σ (d(e(x)) − x)², in the range of the network. For an
/// inpainting network the sum covers the hidden values only.
package struct Figures: Sendable, Equatable, Codable {
  package let loss: Double
  package let squaredError: Double
  /// The squared error of PCA with the same number of latents; nil if unknown.
  package let componentsError: Double?
  /// The mean of all latents over all samples.
  package let meanActivation: Double
  /// The largest magnitude of a latent's mean.
  package let greatestMean: Double
  /// The range of the latents' standard deviations; variational latents are sampled.
  package let leastDeviation: Double
  package let greatestDeviation: Double
  /// The denoising errors; nil for models of other kinds.
  package let denoising: Denoising?

  /// Mean squared errors per value, over hidden values only if parts of pictures are hidden.
  package struct Denoising: Sendable, Equatable, Codable {
    /// The error of the corrupted samples.
    package let corrupted: Double
    /// The error of the network's reconstructions of the corrupted samples.
    package let restored: Double
    /// The error of the PCA reconstructions of the corrupted samples; nil without a baseline.
    package let projected: Double?

    private enum CodingKeys: String, CodingKey {
      case corrupted = "spoilt"
      case restored, projected
    }
  }

  /// Whether all numbers are finite; a run that diverged has others.
  package var isFinite: Bool {
    [loss, squaredError, meanActivation, greatestMean, leastDeviation, greatestDeviation]
      .allSatisfy(\.isFinite)
  }

  /// Evaluates a network on the evaluation samples.
  ///
  /// - Parameter yardstick: the principal components of the training samples as a baseline
  package static func measure(
    _ network: Autoencoder, _ parameters: ParameterSet, on data: TrainingData,
    beside yardstick: (network: Autoencoder, parameters: ParameterSet)? = nil, threads: Int = 1
  ) async -> Figures {
    let (source, samples) = (data.evaluation, data.evaluated[...])
    let evaluation = Evaluation(network, parameters, threads: threads)
    let loss = await evaluation.loss(source, samples)
    let squaredError = await evaluation.squaredError(source, samples)
    let componentsError: Double? =
      if let yardstick {
        await Evaluation(yardstick.network, yardstick.parameters, threads: threads)
          .squaredError(source, samples)
      } else { nil }
    let latents = await evaluation.latents(source, samples, drawn: true)
    let denoising =
      network.settings.kind == .denoising
      ? await evaluation.denoising(source, samples, beside: yardstick) : nil
    return Figures(
      loss: loss, squaredError: squaredError, componentsError: componentsError,
      meanActivation: latents.reduce(0) { $0 + $1.mean } / Double(max(latents.count, 1)),
      greatestMean: latents.map { $0.mean.magnitude }.max() ?? 0,
      leastDeviation: latents.map(\.deviation).min() ?? 0,
      greatestDeviation: latents.map(\.deviation).max() ?? 0, denoising: denoising)
  }
}

extension Autoencoder {
  /// The largest sample size for which PCA is the default baseline; its time grows with the cube of
  /// the size.
  package static let yardstickLimit = 1024

  /// The projection on the principal components of the training samples.
  package static func principalComponents(
    of data: TrainingData, latents: Int
  ) throws(SettingsError) -> (network: Autoencoder, parameters: ParameterSet) {
    let network = try Autoencoder(
      AutoencoderSettings(.pca, shape: data.shape, latents: latents))
    let pca = try PrincipalComponents.find(
      in: data.training, samples: data.trained[...], components: latents)
    return (network, network.parameters(of: pca))
  }
}
