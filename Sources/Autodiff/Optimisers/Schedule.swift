/// A learning rate with linear warm-up and cosine decay.
package struct Schedule: Sendable, Equatable {
  /// The highest rate.
  package let peak: Float
  /// The rate of the last step.
  package let final: Float
  /// The number of steps until the peak is reached.
  package let warmUp: Int
  /// The total number of steps.
  package let steps: Int

  package init(peak: Float, final: Float = 0, warmUp: Int = 0, steps: Int) {
    self.peak = peak
    self.final = final
    self.warmUp = warmUp
    self.steps = steps
  }

  /// The rate of a step, counted from 0; later steps have the last step's rate.
  package func rate(at step: Int) -> Float {
    if step < warmUp { return peak * Float(step + 1) / Float(warmUp) }
    let length = max(steps - 1 - warmUp, 1)
    let part = min(Double(step - warmUp) / Double(length), 1)
    // The series ends slightly below −1.
    let share = max(0.5 * (1 + Self.cosine(halfTurns: part)), 0)
    return final + (peak - final) * Float(share)
  }

  /// cos(π·x) for x in 0…1, by a Taylor series of the sine. C libraries differ in cos, so that runs
  /// would not repeat across machines.
  private static func cosine(halfTurns x: Double) -> Double {
    let angle = Double.pi * (0.5 - x)
    var (term, sum) = (angle, angle)
    for k in stride(from: 2, through: 22, by: 2) {
      term *= -angle * angle / Double(k * (k + 1))
      sum += term
    }
    return sum
  }
}
