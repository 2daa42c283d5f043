/// How a picture is fitted.
package struct FitSettings: Sendable {
  /// The loss of a bit per pixel, against squared errors of samples 0…1.
  package var lambda: Float
  package var steps: Int
  package var latentRate: Float
  package var weightRate: Float = 1e-2
  /// At the first step and at the last one. Short runs end softer: they have no time to follow.
  package var temperatures: (Float, Float)
  package var noises: (Float, Float) = (0.22, 0.15)
  /// The softness of the penalty on differences from the start state.
  package var penalty: Float = 0.01
  package var latents = LatentOptimiser()
  /// How often latents are tried that are greater or less by one.
  package var trials: Int
  /// Steps of the weights alone, at the end, with latents as they are coded.
  package var lastSteps = 20
  package var lastRate: Float = 1e-3

  /// The steps that take as long as trying latents once, about.
  static let stepsOfTrials = 30

  /// All steps, and what takes as long as so many.
  package var allSteps: Int { steps + trials * Self.stepsOfTrials + lastSteps }

  /// Settings that measured best for the number of steps.
  package init(lambda: Float, steps: Int) {
    (self.lambda, self.steps) = (lambda, steps)
    // Short runs want larger steps, and long ones a longer memory.
    latentRate = steps < 400 ? 0.4 : 0.272
    temperatures = (0.5, steps < 150 ? 0.1 : steps < 400 ? 0.08 : steps < 2000 ? 0.045 : 0.03)
    latents.betas = (0.8, steps < 150 ? 0.9 : steps < 400 ? 0.95 : 0.98)
    trials = steps < 150 ? 2 : 1
  }
}
