/// How much work is put into finding cheaper codes of a picture.
package struct RefiningPlan: Sendable, Equatable {
  /// Steps downhill for each piece of a picture.
  package let steps: Int
  /// Adam's rate for codes and for hyper-latents, in codes a step; it falls to a tenth.
  let codeRate: Float
  let hyperRate: Float
  /// How far from a choice codes are at the first step, and at the last.
  let temperatures: ClosedRange<Float>

  /// Efforts that can be asked for.
  package static let efforts = 1...9
  /// The highest effort at which codes are those the analysis gives.
  package static let plainEffort = 3

  /// Below some 60 steps codes hardly come down from the temperature they begin at.
  private static let steps = [4: 64, 5: 96, 6: 160, 7: 256, 8: 512, 9: 1024]

  package init(steps: Int) {
    self.steps = steps
    // Few steps have to be longer, and cannot begin as far from a choice.
    codeRate = steps < 100 ? 0.03 : 0.015
    hyperRate = 0.05
    temperatures = 0.25...(steps < 100 ? 0.35 : 0.5)
  }

  /// The plan of an effort; nil where codes stay as they are.
  package init?(effort: Int) {
    guard let steps = Self.steps[effort] else { return nil }
    self.init(steps: steps)
  }
}
