import Autodiff
import LinearAlgebra

/// What a trained model comes to on the objects it is judged by.
///
/// Squared errors are Σ (d(e(x)) − x)², the mean over objects, in the range the network works in.
package struct Figures: Sendable, Equatable, Codable {
  package let loss: Double
  package let squaredError: Double
  /// What as many principal components as the code has numbers leave; nil where there are none.
  package let componentsError: Double?
  /// The mean over all numbers of the codes.
  package let meanActivation: Double
  /// The greatest mean of a number of the codes, either sign.
  package let greatestMean: Double
  /// Of the numbers of the codes; variational ones drawn from their distributions.
  package let leastDeviation: Double
  package let greatestDeviation: Double
  /// Mean squared errors a number; of denoising models.
  package let denoising: Denoising?

  package struct Denoising: Sendable, Equatable, Codable {
    /// Of what goes in.
    package let spoilt: Double
    /// Of what comes out.
    package let restored: Double
    /// Of what principal components make of what goes in.
    package let projected: Double?
  }

  /// Whether all that a card tells are numbers; of a run that went astray they may not be.
  package var isFinite: Bool {
    [loss, squaredError, meanActivation, greatestMean, leastDeviation, greatestDeviation]
      .allSatisfy(\.isFinite)
  }

  /// Measures a network on the objects to judge by.
  ///
  /// - Parameter yardstick: principal components of the objects learned from
  package init(
    of network: Autoencoder, _ parameters: ParameterSet, on data: TrainingData,
    beside yardstick: (network: Autoencoder, parameters: ParameterSet)? = nil, threads: Int = 1
  ) async {
    let (source, objects) = (data.judging, data.judged[...])
    let evaluation = Evaluation(network, parameters, threads: threads)
    loss = await evaluation.loss(source, objects)
    squaredError = await evaluation.squaredError(source, objects)
    componentsError =
      if let yardstick {
        await Evaluation(yardstick.network, yardstick.parameters, threads: threads)
          .squaredError(source, objects)
      } else { nil }
    let codes = await evaluation.codes(source, objects, drawn: true)
    meanActivation = codes.reduce(0) { $0 + $1.mean } / Double(max(codes.count, 1))
    greatestMean = codes.map { $0.mean.magnitude }.max() ?? 0
    leastDeviation = codes.map(\.deviation).min() ?? 0
    greatestDeviation = codes.map(\.deviation).max() ?? 0
    if network.settings.kind == .denoising {
      let errors = await evaluation.denoising(source, objects, beside: yardstick)
      denoising = Denoising(
        spoilt: errors.spoilt, restored: errors.restored, projected: errors.projected)
    } else {
      denoising = nil
    }
  }
}

extension Autoencoder {
  /// Objects of at most so many numbers are compared with principal components by default: their
  /// covariance takes as long as the cube of the number.
  package static let yardstickLimit = 1024

  /// The projection on the principal components of the objects learned from.
  package static func principalComponents(
    of data: TrainingData, latents: Int
  ) throws(SettingsError) -> (network: Autoencoder, parameters: ParameterSet) {
    let network = try Autoencoder(
      AutoencoderSettings(.pca, shape: data.shape, latents: latents))
    let pca = try PrincipalComponents(
      of: data.training, objects: data.trained[...], components: latents)
    return (network, network.parameters(of: pca))
  }
}
