/// Finds the least value of a smooth, convex function of many numbers: L-BFGS with steps halved
/// until they lead down (Liu & Nocedal 1989, "On the limited memory BFGS method").
enum QuasiNewton {
  /// Pairs of steps and changes of the gradient remembered.
  private static let memory = 10
  private static let mostSteps = 300
  /// Values are of float sums: what improves them by less is noise.
  private static let leastGain = 1e-7

  /// - Parameters:
  ///   - function: value and gradient at a place
  static func least(
    from start: [Double], _ function: ([Double]) -> (value: Double, gradient: [Double])
  ) -> [Double] {
    var place = start
    var (value, gradient) = function(place)
    var pairs: [Pair] = []
    for _ in 0..<mostSteps {
      var step = direction(gradient, pairs)
      var slope = dot(step, gradient)
      if slope >= 0 {
        pairs = []
        step = gradient.map { -$0 }
        slope = dot(step, gradient)
      }
      guard slope < 0 else { return place }
      // The first step has no curvature to go by.
      var length = pairs.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      var next = moved(place, step, length)
      var reached = function(next)
      while !(reached.value <= value + 1e-4 * length * slope) {
        length /= 2
        guard length > 1e-9 else { return place }
        next = moved(place, step, length)
        reached = function(next)
      }
      let change = zip(reached.gradient, gradient).map { $0 - $1 }
      let pair = Pair(step: step.map { $0 * length }, change: change)
      if pair.product > 0 { pairs = pairs.suffix(memory - 1) + [pair] }
      let gain = value - reached.value
      (place, value, gradient) = (next, reached.value, reached.gradient)
      if gain <= leastGain * max(value.magnitude, 1e-3) { return place }
    }
    return place
  }

  private struct Pair {
    let step: [Double]
    let change: [Double]
    let product: Double

    init(step: [Double], change: [Double]) {
      (self.step, self.change, product) = (step, change, dot(step, change))
    }
  }

  /// −H · gradient by the two loops over the pairs, newest first, then oldest first.
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

  private static func moved(_ place: [Double], _ step: [Double], _ length: Double) -> [Double] {
    zip(place, step).map { $0 + length * $1 }
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
