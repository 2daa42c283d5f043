import Autodiff

/// The rate-distortion loss of the photo codec.
///
/// The loss is λ[level] · mean squared error of samples 0…255 + bits per pixel, averaged over
/// pictures with optional weights. A denoiser minimises the error alone, with noisy inputs and
/// unrounded latents.
package struct PhotoObjective: Sendable {
  package let model: TrainablePhotoModel
  /// The weight λ of the squared error of samples 0…255 in bits per pixel, for each trained level.
  package let lambdas: [Float]
  /// The standard deviation of the noise to remove for each level, for samples 0…255; nil for a
  /// codec.
  package let noise: [Float]?

  /// The weights of the reference levels, from the smallest file to the largest.
  package static let referenceLambdas: [Float] = [
    0.0018, 0.0035, 0.0067, 0.0130, 0.0250, 0.0483, 0.0932, 0.18,
  ]

  package init(_ model: TrainablePhotoModel, lambdas: [Float]) {
    self.init(model, lambdas: lambdas, noise: nil)
  }

  /// - Parameter noise: one standard deviation per level; its inverse weights the error
  package init(_ model: TrainablePhotoModel, denoising noise: [Float]) {
    self.init(model, lambdas: noise.map { 1 / $0 }, noise: noise)
  }

  private init(_ model: TrainablePhotoModel, lambdas: [Float], noise: [Float]?) {
    precondition(lambdas.count == model.configuration.levels, "one weight a level")
    self.model = model
    self.lambdas = lambdas
    self.noise = noise
  }

  /// Returns the same objective for another model with equally many levels.
  package func of(_ model: TrainablePhotoModel) -> PhotoObjective {
    PhotoObjective(model, lambdas: lambdas, noise: noise)
  }

  /// - Parameter noisy: whether the encoder receives rate gradients at latents with noise, as in
  ///   training
  package func callAsFunction(_ tape: Tape, _ crops: PhotoCrops, noisy: Bool = true) -> Variable {
    if let noise {
      let error = model.cleaned(tape, crops, deviations: crops.levels.map { noise[$0] / 255 })
      tape.report("bits per pixel", 0)
      return distortion(of: error, tape, crops).meanOfSamples
    }
    let pass = model(tape, crops, noisy: noisy)
    let pixels = Float(crops.pixels)
    let distortion = distortion(of: pass.squaredError, tape, crops)
    let rate = (pass.bits + pass.hyperBits).scaled(by: 1 / pixels)
    func mean(_ numbers: Variable, _ scale: Float) -> Double {
      Double(scale) * numbers.value.sums(samples: 1)[0] / Double(crops.samples)
    }
    tape.report("bits per pixel", mean(rate, 1))
    tape.report("hyper bits per pixel", mean(pass.hyperBits, 1 / pixels))
    return (distortion + rate).meanOfSamples
  }

  /// Weights the summed squared errors of samples 0…1; one number per picture.
  private func distortion(of errors: Variable, _ tape: Tape, _ crops: PhotoCrops) -> Variable {
    let scale = 65025 / (3 * Float(crops.pixels))
    tape.report(
      "squared error",
      Double(scale) * errors.value.sums(samples: 1)[0] / Double(crops.samples))
    return errors.scaled(
      bySample: zip(crops.levels, crops.weights).map { lambdas[$0] * $1 * scale })
  }
}
