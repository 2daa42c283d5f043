import Autodiff

/// What the steps of a run are for.
package struct FolderStages: Sendable, Equatable {
  package let steps: Int
  /// Steps an encoder finds the codes for; in those after them the codes are integers that are
  /// moved by themselves.
  package let encoded: Int
  /// Rounds in which codes alone are looked for in the end, at least.
  package let rounds: Int
  private let stepsAnEpoch: Int
  private let latents: Int
  private let target: Double

  /// The share of steps that have an encoder.
  package static let encodedShare = 0.55
  /// Rounds in the end, an epoch.
  package static let roundsAnEpoch = 0.25

  package init(steps: Int, stepsAnEpoch: Int, latents: Int, decibels: Double) {
    self.steps = steps
    encoded = max(1, Int(Double(steps) * Self.encodedShare))
    self.stepsAnEpoch = stepsAnEpoch
    self.latents = latents
    target = decibels
    let epochs = Double(steps) / Double(stepsAnEpoch)
    rounds = min(max(Int(epochs * Self.roundsAnEpoch), 6), 40)
  }

  package var schedule: Schedule {
    Schedule(peak: 2e-3, final: 4e-5, warmUp: min(100, steps / 5), steps: steps)
  }

  /// Whether what codes do to pictures is to be looked at again.
  package func looksAtReactions(before step: Int) -> Bool {
    (step - encoded) % max(min(5 * stepsAnEpoch, (steps - encoded) / 3), 1) == 0
  }

  /// Bits a decibel, in the beginning and at most: more dimensions change by more bits.
  package var lambda: (first: Float, range: ClosedRange<Float>) {
    let size = Double(latents) / 40
    let (first, most) = (40 * size.squareRoot(), 60 * size.squareRoot())
    return (Float(first), Float(first / 10)...Float(most))
  }

  /// What the weight of distortion is to be in the step that follows.
  ///
  /// - Parameters:
  ///   - step: made before
  ///   - decibels: the PSNR of late
  package func steered(_ lambda: Float, step: Int, decibels: Double) -> Float {
    let interval = max(steps / 50, 1)
    guard step % interval == 0, step * 20 > steps else { return lambda }
    // The codes alone will gain a decibel.
    let goal = step < encoded ? target - 1 : target
    let most = step < encoded ? 0.04 : 0.08
    let change = Float(min(max(1.5 * most * (goal - decibels), -most), most))
    let range = self.lambda.range
    // Where the decoder is too weak for its target, codes must do what they can.
    let highest = step < encoded ? range.upperBound : 3 * range.upperBound
    return min(max(lambda * (1 + change), range.lowerBound), highest)
  }
}
