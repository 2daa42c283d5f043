import CKernels
import Entropy

extension CoefficientStart {
  /// As a model file holds it: rounded, and with counters that are no older than those of a few
  /// dozen decisions, so that a picture's own statistics soon prevail.
  package var rounded: CoefficientStart {
    var start = self
    for size in ModelSize.allCases {
      var state = mixers[size]!
      state.counters = state.counters.map { Self.counter(of: Self.code(of: $0)) }
      state.weights = (state.weights.first.map { $0 & ~31 }, state.weights.second.map { $0 & ~31 })
      start.mixers[size] = state
    }
    start.squares = squares.map(Self.rounded)
    start.errors = errors.map { $0 & ~255 }
    return start
  }

  private static func rounded(_ squares: aez_least_squares) -> aez_least_squares {
    var rounded = squares
    rounded.since = 0
    rounded.numbers = squares.numbers.map {
      Float(bitPattern: ($0.bitPattern &+ 0x8000) & 0xFFFF_0000)
    }
    return rounded
  }

  // MARK: Counters

  /// The ages that model files tell apart.
  private static let ages: [UInt32] = [2, 8, 24, 60]
  /// The logits that they tell apart: 31 on either side, in steps of 80/256.
  private static let (logits, logitStep) = (31, 80)

  /// A byte for a counter: 0 for one that was hardly used, else its age and its logit.
  package static func code(of counter: UInt32) -> UInt8 {
    let age = counter & 1023
    guard age >= 2 else { return 0 }
    let probability = Int(counter >> 16)
    // The nearest of the logits.
    let level = (-logits...logits).min {
      abs(DecisionTables.squash(logitStep * $0) - probability)
        < abs(DecisionTables.squash(logitStep * $1) - probability)
    }!
    let ageClass = age < 5 ? 0 : age < 15 ? 1 : age < 40 ? 2 : 3
    return UInt8(1 + level + logits + (2 * logits + 1) * ageClass)
  }

  package static func counter(of code: UInt8) -> UInt32 {
    guard code > 0 else { return 1 << 31 }
    let (ageClass, level) = Int(code - 1).quotientAndRemainder(dividingBy: 2 * logits + 1)
    let probability = UInt32(DecisionTables.squash(logitStep * (level - logits)))
    return probability << 16 | ages[min(ageClass, ages.count - 1)]
  }
}
