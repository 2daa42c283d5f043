import Networks

/// What the photo codec learns to make small: rate and distortion, weighed by the quality.
///
/// λ[level] · mean squared error of samples 0…255 + bits a pixel; the mean over pictures, whose
/// errors may count more or less.
package struct PhotoObjective: Sendable {
  package let model: TrainablePhotoModel
  /// What a squared error of samples 0…255 costs in bits a pixel, for each trained level.
  package let lambdas: [Float]

  /// Those the reference levels were trained with, from the smallest file to the largest.
  package static let referenceLambdas: [Float] = [
    0.0018, 0.0035, 0.0067, 0.0130, 0.0250, 0.0483, 0.0932, 0.18,
  ]

  package init(_ model: TrainablePhotoModel, lambdas: [Float]) {
    precondition(lambdas.count == model.configuration.levels, "one weight a level")
    self.model = model
    self.lambdas = lambdas
  }

  /// - Parameter noisy: whether the encoder learns rates from codes with noise, as in training
  package func callAsFunction(_ tape: Tape, _ crops: PhotoCrops, noisy: Bool = true) -> Variable {
    let pass = model(tape, crops, noisy: noisy)
    let pixels = Float(crops.pixels)
    let distortion = pass.squaredError.scaled(
      bySample: zip(crops.levels, crops.weights).map { lambdas[$0] * $1 * 65025 / (3 * pixels) })
    let rate = (pass.bits + pass.hyperBits).scaled(by: 1 / pixels)
    func mean(_ numbers: Variable, _ scale: Float) -> Double {
      Double(scale) * numbers.value.sums(samples: 1)[0] / Double(crops.samples)
    }
    tape.report("bits per pixel", mean(rate, 1))
    tape.report("hyper bits per pixel", mean(pass.hyperBits, 1 / pixels))
    tape.report("squared error", mean(pass.squaredError, 65025 / (3 * pixels)))
    return (distortion + rate).meanOfSamples
  }
}
