/// Searches for the lowest position at which an increasing function reaches a target. The caller
/// evaluates the function at one ``position`` after the other.
///
/// As long as all values lie on one side, steps go along an estimated slope, and grow where that
/// fails. Between a position that falls short and one that reaches, steps go along a straight line
/// (regula falsi), or to the middle where lines fail.
///
/// A decreasing function is searched by its negative, and for the highest position by negative
/// positions.
package struct MonotoneSearch: Sendable {
  /// A value of the function.
  package struct Point: Sendable, Equatable {
    package let position: Double
    package let value: Double

    package init(position: Double, value: Double) {
      (self.position, self.value) = (position, value)
    }
  }

  /// How far to search. Values are in the function's unit.
  package struct Rules: Sendable {
    /// How far above the target a value is near enough.
    package var tolerance = 0.0
    /// How far below the target a value is near enough; nil to accept no value below it.
    package var toleranceBelow: Double?
    /// How far above the target to aim.
    package var margin = 0.0
    /// The largest width of a bracket that is too narrow to search.
    package var narrow = 1.0
    /// The share of a bracket's width at each end in which no position is tried.
    package var inset = 0.0
    /// Whether positions are whole numbers.
    package var isWhole = true
    /// The estimated rise of the value by one position.
    package var slope: Double
    /// The shortest first steps, before a position on each side of the target is known.
    package var shortestStep = 1.0
    /// The shortest of such steps after the second, and its factor with each further one.
    package var growth = (first: 64.0, factor: 4.0)
    /// The number of values after which a bracket is first halved, and the number of values from
    /// one halving to the next.
    package var halving = (first: Int.max, every: 1)
    /// The number of values after which any position that reaches the target is accepted.
    package var patience = Int.max

    package init(slope: Double) { self.slope = slope }
  }

  /// The state of a search.
  package enum Outcome: Sendable {
    /// ``position`` is the next to try.
    case goesOn
    /// The last value is near enough, or it belongs to the lowest position that reaches the target.
    case found
    /// Even the highest position falls short.
    case unreachable
  }

  private let target: Double
  private let bounds: ClosedRange<Double>
  private let rules: Rules
  private var values = 0
  /// The position to try.
  package private(set) var position: Double
  /// The last position that fell short, and its value.
  package private(set) var short: Point?
  /// The last position that reached the target, and its value.
  package private(set) var reached: Point?

  /// - Parameter start: the first position to try, if that is within `bounds`
  package init(for target: Double, in bounds: ClosedRange<Double>, start: Double, _ rules: Rules) {
    (self.target, self.bounds, self.rules) = (target, bounds, rules)
    position = min(max(start, bounds.lowerBound), bounds.upperBound)
  }

  /// Whether the bracket is too narrow to search further.
  package var isNarrow: Bool {
    guard let short, let reached else { return false }
    return reached.position - short.position <= rules.narrow
  }

  /// Takes the value at ``position``, and moves it on unless the search ends. If the bracket is
  /// narrow or patience has run out, the next position is the one that reached the target.
  ///
  /// - Parameter scale: the share 0…1 of the value that depends on the position, which multiplies
  ///   slope, margin and tolerance
  package mutating func take(_ value: Double, scale: Double = 1) -> Outcome {
    values += 1
    let point = Point(position: position, value: value)
    if value >= target {
      // A value at this position fell short before: the function has changed meanwhile.
      if let short, short.position >= position { self.short = nil }
      reached = point
      let lowest = short.map { $0.position + rules.narrow } ?? bounds.lowerBound
      if position <= lowest || value - target <= rules.tolerance * scale || values > rules.patience
      {
        return .found
      }
    } else {
      short = point
      if let reached, reached.position <= position { self.reached = nil }
      if let below = rules.toleranceBelow, target - value < below { return .found }
      guard position < bounds.upperBound else { return .unreachable }
    }
    position = next(after: point, scale)
    return .goesOn
  }

  private func next(after last: Point, _ scale: Double) -> Double {
    guard let reached else { return outward(last, scale, up: true) }
    guard let short else {
      // If most of the value does not depend on the position, the estimate is poor.
      guard values == 1 || scale > 0.5 else { return bounds.lowerBound }
      return outward(last, scale, up: false)
    }
    guard !isNarrow, values < rules.patience else { return reached.position }
    let isHalved =
      values >= rules.halving.first
      && (values - rules.halving.first) % rules.halving.every == 0
    let line =
      (target + rules.margin * scale - short.value) / (reached.value - short.value)
    let share = isHalved || !line.isFinite || reached.value.isInfinite ? 0.5 : line
    let width = reached.position - short.position
    let inner = min(max(share, rules.inset), 1 - rules.inset)
    let tried = short.position + rounded(inner * width)
    return rules.isWhole
      ? min(max(tried, short.position + 1), reached.position - 1) : tried
  }

  /// The next position while all values lie on one side.
  private func outward(_ last: Point, _ scale: Double, up: Bool) -> Double {
    let missing = abs(target + rules.margin * scale - last.value)
    let estimate = missing / max(rules.slope * scale, 1e-9)
    var shortest = rules.shortestStep
    for number in stride(from: 3, through: min(values, 32), by: 1) {
      shortest = number == 3 ? rules.growth.first : shortest * rules.growth.factor
    }
    let step = max(rounded(min(estimate, 65536)), shortest)
    return up
      ? min(last.position + step, bounds.upperBound) : max(last.position - step, bounds.lowerBound)
  }

  private func rounded(_ step: Double) -> Double { rules.isWhole ? step.rounded(.up) : step }
}
