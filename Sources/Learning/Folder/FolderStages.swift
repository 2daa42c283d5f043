import Autodiff

/// The stages of a run.
package struct FolderStages: Sendable, Equatable {
  package let steps: Int
  /// Steps with latents from an encoder. Later steps move integer latents directly.
  package let encoded: Int
  /// The approximate number of rounds of the final search over latents.
  package let rounds: Int
  private let stepsPerEpoch: Int
  private let latents: Int
  private let target: Double

  /// The share of steps that use an encoder.
  package static let encodedShare = 0.55
  /// Final rounds for each epoch.
  package static let roundsPerEpoch = 0.25

  package init(steps: Int, stepsPerEpoch: Int, latents: Int, decibels: Double) {
    self.steps = steps
    encoded = max(1, Int(Double(steps) * Self.encodedShare))
    self.stepsPerEpoch = stepsPerEpoch
    self.latents = latents
    target = decibels
    let epochs = Double(steps) / Double(stepsPerEpoch)
    rounds = min(max(Int(epochs * Self.roundsPerEpoch), 6), 40)
  }

  package var schedule: Schedule {
    Schedule(peak: 2e-3, final: 4e-5, warmUp: min(100, steps / 5), steps: steps)
  }

  /// Whether to measure again, before a step, how latents change pictures.
  package func measuresReactions(before step: Int) -> Bool {
    (step - encoded) % max(min(5 * stepsPerEpoch, (steps - encoded) / 3), 1) == 0
  }

  /// The initial distortion weight and its range, in bits per decibel. It grows with the number of
  /// latents.
  package var lambda: (first: Float, range: ClosedRange<Float>) {
    let size = Double(latents) / 40
    let (first, most) = (40 * size.squareRoot(), 60 * size.squareRoot())
    return (Float(first), Float(first / 10)...Float(most))
  }

  /// The distortion weight of the next step.
  ///
  /// - Parameters:
  ///   - step: the number of steps done
  ///   - decibels: recent PSNR
  package func steered(_ lambda: Float, step: Int, decibels: Double) -> Float {
    let interval = max(steps / 50, 1)
    guard step % interval == 0, step * 20 > steps else { return lambda }
    // The final search over latents gains about one decibel.
    let goal = step < encoded ? target - 1 : target
    let most = step < encoded ? 0.04 : 0.08
    let change = Float(min(max(1.5 * most * (goal - decibels), -most), most))
    let range = self.lambda.range
    // If the decoder is too weak for its target, latents must compensate.
    let highest = step < encoded ? range.upperBound : 3 * range.upperBound
    return min(max(lambda * (1 + change), range.lowerBound), highest)
  }
}
