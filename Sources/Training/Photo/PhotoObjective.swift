import Autodiff

/// What the photo codec learns to make small: rate and distortion, weighed by the quality.
///
/// λ[level] · mean squared error of samples 0…255 + bits a pixel; the mean over pictures, whose
/// errors may count more or less. Of what is to take noise out, the error alone: of what becomes of
/// noisy pictures, with nothing rounded.
package struct PhotoObjective: Sendable {
  package let model: TrainablePhotoModel
  /// What a squared error of samples 0…255 costs in bits a pixel, for each trained level.
  package let lambdas: [Float]
  /// The deviation of the noise to be taken out, of samples 0…255, for each level; nil to code.
  package let noise: [Float]?

  /// Those the reference levels were trained with, from the smallest file to the largest.
  package static let referenceLambdas: [Float] = [
    0.0018, 0.0035, 0.0067, 0.0130, 0.0250, 0.0483, 0.0932, 0.18,
  ]

  package init(_ model: TrainablePhotoModel, lambdas: [Float]) {
    self.init(model, lambdas: lambdas, noise: nil)
  }

  /// - Parameter noise: deviations, one a level; an error counts the less the more noise there is
  package init(_ model: TrainablePhotoModel, cleaning noise: [Float]) {
    self.init(model, lambdas: noise.map { 1 / $0 }, noise: noise)
  }

  private init(_ model: TrainablePhotoModel, lambdas: [Float], noise: [Float]?) {
    precondition(lambdas.count == model.configuration.levels, "one weight a level")
    self.model = model
    self.lambdas = lambdas
    self.noise = noise
  }

  /// The same of another model of as many levels.
  package func of(_ model: TrainablePhotoModel) -> PhotoObjective {
    PhotoObjective(model, lambdas: lambdas, noise: noise)
  }

  /// - Parameter noisy: whether the encoder learns rates from codes with noise, as in training
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

  /// What the squared errors of samples 0…1, summed, weigh; one number a picture.
  private func distortion(of errors: Variable, _ tape: Tape, _ crops: PhotoCrops) -> Variable {
    let scale = 65025 / (3 * Float(crops.pixels))
    tape.report(
      "squared error",
      Double(scale) * errors.value.sums(samples: 1)[0] / Double(crops.samples))
    return errors.scaled(
      bySample: zip(crops.levels, crops.weights).map { lambdas[$0] * $1 * scale })
  }
}
