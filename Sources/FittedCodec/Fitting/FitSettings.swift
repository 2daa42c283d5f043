/// How a picture is fitted.
package struct FitSettings: Sendable {
  /// The loss of a bit per pixel, against squared errors of samples 0…1.
  package var lambda: Float
  package var steps: Int
  package var latentRate: Float = 0.272
  package var weightRate: Float = 1e-2
  package var temperatures: (Float, Float) = (0.5, 0.08)
  package var noises: (Float, Float) = (0.22, 0.15)
  /// The softness of the penalty on differences from the start state.
  package var penalty: Float = 0.01
  package var latents = LatentOptimiser()
  /// Steps of the weights alone, at the end, with latents as they are coded.
  package var lastSteps = 20
  package var lastRate: Float = 1e-3

  package init(lambda: Float, steps: Int) { (self.lambda, self.steps) = (lambda, steps) }
}
