import Entropy

/// Reconstruction points: where within their quantisation intervals coefficients lie on average.
struct LevelCentres: Equatable {
  /// Offsets away from zero in 1/64 step, by magnitude and spread.
  private var shifts = [Int](repeating: 0, count: Self.magnitudes * Self.spreads)

  /// Classes of magnitude: 1, 2 and more.
  private static let magnitudes = 3
  private static let spreads = PCASharedData.spreadClasses / 4

  init() {}

  /// - Parameter targets: the coefficients before quantisation, in steps
  init(of walk: CoefficientWalk, spreads: [Int], targets: [Float]) {
    var sums = [Float](repeating: 0, count: shifts.count)
    var counts = sums
    for index in targets.indices where walk.levels[index] != 0 {
      let level = Int(walk.levels[index])
      let kind = Self.kind(of: level, spread: spreads[index % spreads.count])
      let miss = targets[index] * Float(CoefficientWalk.unit) - Float(walk.values[index])
      sums[kind] += level < 0 ? -miss : miss
      counts[kind] += 1
    }
    for kind in shifts.indices where counts[kind] > 0 {
      shifts[kind] = Int((sums[kind] / counts[kind]).rounded())
    }
  }

  /// The signed offset of a level's reconstruction point, in 1/64 step.
  func shift(of level: Int, spread: Int) -> Int {
    let shift = shifts[Self.kind(of: level, spread: spread)]
    return level < 0 ? -shift : shift
  }

  private static func kind(of level: Int, spread: Int) -> Int {
    (min(abs(level), magnitudes) - 1) * spreads + spread / 4
  }

  /// Encodes the offsets and returns them, or decodes others.
  func coded(by coder: inout some BitCoder) -> LevelCentres {
    var integers = AdaptiveInteger(contexts: 1)
    var result = self
    for kind in shifts.indices {
      result.shifts[kind] = integers.code(shifts[kind], context: 0, by: &coder)
    }
    return result
  }
}
