/// L-BFGS with a backtracking line search (Liu & Nocedal 1989, "On the limited memory BFGS
/// method"), for smooth convex functions.
enum LBFGS {
  /// The number of remembered pairs of step and gradient change.
  private static let memory = 10
  private static let maximumSteps = 300
  /// The relative gain at which it stops, near the rounding error of the float sums.
  private static let minimumGain = 1e-7

  /// The point at which a function is smallest.
  ///
  /// - Parameter function: returns value and gradient at a point
  static func minimum(
    from start: [Double], _ function: ([Double]) -> (value: Double, gradient: [Double])
  ) -> [Double] {
    var point = start
    var (value, gradient) = function(point)
    var pairs: [Pair] = []
    for _ in 0..<maximumSteps {
      var step = direction(gradient, pairs)
      var slope = dot(step, gradient)
      if slope >= 0 {
        pairs = []
        step = gradient.map { -$0 }
        slope = dot(step, gradient)
      }
      guard slope < 0 else { return point }
      // The first step has no curvature estimate, so it is bounded by the gradient's length.
      var length = pairs.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      var next = moved(point, step, length)
      var reached = function(next)
      while !(reached.value <= value + 1e-4 * length * slope) {
        length /= 2
        guard length > 1e-9 else { return point }
        next = moved(point, step, length)
        reached = function(next)
      }
      let change = zip(reached.gradient, gradient).map { $0 - $1 }
      let pair = Pair(step: step.map { $0 * length }, change: change)
      if pair.product > 0 { pairs = pairs.suffix(memory - 1) + [pair] }
      let gain = value - reached.value
      (point, value, gradient) = (next, reached.value, reached.gradient)
      if gain <= minimumGain * max(value.magnitude, 1e-3) { return point }
    }
    return point
  }

  private struct Pair {
    let step: [Double]
    let change: [Double]
    let product: Double

    init(step: [Double], change: [Double]) {
      (self.step, self.change, product) = (step, change, dot(step, change))
    }
  }

  /// The search direction −H · gradient, by the two-loop recursion.
  private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var result = gradient.map { -$0 }
    var shares: [Double] = []
    for pair in pairs.reversed() {
      let share = dot(pair.step, result) / pair.product
      shares.append(share)
      result = moved(result, pair.change, -share)
    }
    if let last = pairs.last {
      let scale = last.product / dot(last.change, last.change)
      result = result.map { $0 * scale }
    }
    for (pair, share) in zip(pairs, shares.reversed()) {
      result = moved(result, pair.step, share - dot(pair.change, result) / pair.product)
    }
    return result
  }

  private static func moved(_ point: [Double], _ step: [Double], _ length: Double) -> [Double] {
    zip(point, step).map { $0 + length * $1 }
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
