import Entropy

/// Where in their intervals the coefficients of a level lie on average: decoders put them there.
struct LevelCentres: Equatable {
  /// Away from zero, in 1/64 step, by magnitude and spread.
  private var shifts = [Int](repeating: 0, count: Self.levels * Self.spreads)

  /// Magnitudes 1, 2 and more.
  private static let levels = 3
  private static let spreads = PCASharedData.spreadClasses / 4

  init() {}

  /// - Parameter targets: the coefficients that were quantised, in steps
  init(of walk: CoefficientWalk, spreads: [Int], targets: [Float]) {
    var sums = [Float](repeating: 0, count: shifts.count)
    var counts = sums
    for place in targets.indices where walk.codes[place] != 0 {
      let code = Int(walk.codes[place])
      let kind = Self.kind(of: code, spread: spreads[place % spreads.count])
      let miss = targets[place] * Float(CoefficientWalk.unit) - Float(walk.values[place])
      sums[kind] += code < 0 ? -miss : miss
      counts[kind] += 1
    }
    for kind in shifts.indices where counts[kind] > 0 {
      shifts[kind] = Int((sums[kind] / counts[kind]).rounded())
    }
  }

  /// What a code's value is off its level, in 1/64 step.
  func shift(of code: Int, spread: Int) -> Int {
    let shift = shifts[Self.kind(of: code, spread: spread)]
    return code < 0 ? -shift : shift
  }

  private static func kind(of code: Int, spread: Int) -> Int {
    (min(abs(code), levels) - 1) * spreads + spread / 4
  }

  /// Codes the shifts, or returns what is decoded instead.
  func coded(by coder: inout some BitCoder) -> LevelCentres {
    var integers = AdaptiveInteger(contexts: 1)
    var result = self
    for kind in shifts.indices {
      result.shifts[kind] = integers.code(shifts[kind], context: 0, by: &coder)
    }
    return result
  }
}
