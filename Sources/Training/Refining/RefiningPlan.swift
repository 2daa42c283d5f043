/// How much work is put into finding cheaper codes of a picture.
package struct RefiningPlan: Sendable, Equatable {
  /// Steps downhill for each piece of a picture.
  package let steps: Int
  /// How far chances of codes move at a step: of the way to what the others ask for.
  let share: Float
  /// Adam's rate for hyper-latents, in codes a step; it falls to a tenth.
  let hyperRate: Float
  /// Of chances, in bits: what a choice has to save to be made with some certainty, at the last
  /// step and at the first.
  let temperatures: ClosedRange<Float> = 0.2...4
  /// How far from a choice hyper-latents are, at the last step and at the first.
  let hyperTemperatures: ClosedRange<Float> = 0.25...0.5

  /// Efforts that can be asked for.
  package static let efforts = 1...9

  private static let steps = [4: 16, 5: 32, 6: 64, 7: 128, 8: 256, 9: 1024]

  package init(steps: Int) {
    self.steps = steps
    // All chances move at once: the slower, the better they agree. So few steps have to be long.
    share = max(5 / Float(steps + 4), 0.01)
    hyperRate = steps < 100 ? 0.05 : 0.1
  }

  /// The plan of an effort; nil where nothing is refined.
  package init?(effort: Int) {
    guard let steps = Self.steps[effort] else { return nil }
    self.init(steps: steps)
  }
}
