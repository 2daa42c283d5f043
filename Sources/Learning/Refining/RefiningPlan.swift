/// How much work is put into finding cheaper codes of a picture.
package struct RefiningPlan: Sendable, Equatable {
  /// Steps downhill for each piece of a picture.
  package let steps: Int
  /// How far chances of codes move at a step: of the way to what the others ask for.
  package let share: Float
  /// Adam's rate for hyper-latents, in codes a step; it falls to a tenth.
  package let hyperRate: Float = 0.05
  /// Of chances, in bits: what a choice has to save to be made with some certainty, at the last
  /// step and at the first.
  package let temperatures: ClosedRange<Float>
  /// How far from a choice hyper-latents are, at the last step and at the first.
  package let hyperTemperatures: ClosedRange<Float> = 0.25...0.5

  /// Efforts that can be asked for.
  package static let efforts = 1...9

  private static let steps = [4: 8, 5: 16, 6: 32, 7: 64, 8: 128, 9: 256]

  package init(steps: Int) {
    self.steps = steps
    // All chances move at once: the slower, the better they agree. So few steps have to be long.
    share = max(5 / Float(steps + 4), 0.015)
    // Colder than that, few steps freeze what is wrong.
    temperatures = (steps < 100 ? 0.2 : 0.05)...4
  }

  /// The plan of an effort; nil where nothing is refined.
  package init?(effort: Int) {
    guard let steps = Self.steps[effort] else { return nil }
    self.init(steps: steps)
  }
}
