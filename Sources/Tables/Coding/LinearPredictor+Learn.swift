extension Segment {
  /// Linear predictors learned from this segment's codes: one for all columns, from the numbers
  /// around, and for tables of few columns one for each column, from all columns.
  package func learnedPredictors() -> [LinearPredictor] {
    let (row, line) = (form.row, form.line)
    var found: [LinearPredictor] = []
    // With lines of one number there is no line above.
    let around =
      line > 1
      ? [1, line, line + 1, line - 1, 2, 2 * line, line + 2, line - 2, 2 * line + 1, 2 * line - 1]
      : Array(1...10)
    found += learned(Self.distinct(around) + [0], sets: 1).map { [$0] } ?? []
    if (2...Self.mostColumns).contains(row), row == line {
      let others = (1...min(row - 1, 7)).flatMap { [$0, row + $0] }
      found +=
        learned(Self.distinct([row, 2 * row, 3 * row] + others), sets: row).map { [$0] } ?? []
    }
    return found
  }

  /// The most columns that get weights each; with more they would cost more than they save.
  private static let mostColumns = 64

  /// The positive distances without repetitions.
  private static func distinct(_ distances: [Int]) -> [Int] {
    distances.enumerated().filter { index, distance in
      distance > 0 && !distances[..<index].contains(distance)
    }.map(\.element)
  }

  /// - Parameter sets: 1 for the same weights in all columns, or the number of columns
  private func learned(_ distances: [Int], sets: Int) -> LinearPredictor? {
    guard LinearPredictor.counts.contains(distances.count),
      codes.count >= 32 * distances.count * sets
    else { return nil }
    let weights = (0..<sets).map { set in
      Self.fixedPoint(fitted(distances, column: set, of: sets))
    }
    return LinearPredictor(distances: distances, weights: weights)
  }

  private static func fixedPoint(_ weights: [Double]) -> [Int32] {
    let unit = Double(Int64(1) << LinearPredictor.pointBits)
    return weights.map { Int32(exactly: ($0 * unit).rounded()) ?? 0 }
  }

  /// Fits weights by iteratively reweighted least squares, as the bits of a difference grow with
  /// its logarithm, not with its square.
  private func fitted(_ distances: [Int], column: Int, of sets: Int) -> [Double] {
    let isSigned = form.hasSignedCodes
    func number(_ index: Int, _ distance: Int) -> Double {
      Double(
        LinearPredictor.number(
          codes, index, distance, bitCount: codeBits, isSigned: isSigned))
    }
    let count = distances.count - 1
    var weights = [Double](repeating: 0, count: count)
    var away = weights
    let first = (distances.max() ?? 0) / sets * sets + column + sets
    for round in 0..<4 {
      var equations = NormalEquations(count: count)
      for index in stride(from: first, to: codes.count, by: sets) {
        let base = number(index, distances[0])
        for term in 0..<count { away[term] = number(index, distances[term + 1]) - base }
        let target =
          (isSigned
            ? Double(signed(codes[index], bitCount: codeBits))
            : Double(Int64(bitPattern: codes[index]))) - base
        var weight = 1.0
        if round > 0 {
          var left = target
          for term in 0..<count { left -= weights[term] * away[term] }
          weight = 1 / (left.magnitude + 1)
        }
        equations.add(away, target, weight: weight)
      }
      weights = equations.solution()
    }
    return weights
  }
}

/// The normal equations of y ≈ w · x: Σ weight · x · xᵀ and Σ weight · x · y.
private struct NormalEquations {
  private let count: Int
  /// count × (count + 1), the right side last in each row.
  private var rows: [Double]

  init(count: Int) {
    self.count = count
    rows = Array(repeating: 0, count: count * (count + 1))
  }

  mutating func add(_ x: [Double], _ y: Double, weight: Double) {
    for row in 0..<count where x[row] != 0 {
      let (scaled, start) = (weight * x[row], row * (count + 1))
      for column in row..<count { rows[start + column] += scaled * x[column] }
      rows[start + count] += scaled * y
    }
  }

  /// Solves by elimination, with a small ridge on the diagonal, so that undetermined weights are 0.
  consuming func solution() -> [Double] {
    let width = count + 1
    for row in 0..<count {
      for column in 0..<row { rows[row * width + column] = rows[column * width + row] }
    }
    let greatest = (0..<count).map { rows[$0 * width + $0] }.max() ?? 0
    guard greatest > 0, greatest.isFinite else { return Array(repeating: 0, count: count) }
    for row in 0..<count {
      rows[row * width + row] += 1e-9 * greatest + 1e-6 * rows[row * width + row]
    }
    for pivot in 0..<count {
      for row in pivot + 1..<max(count, pivot + 1) {
        let factor = rows[row * width + pivot] / rows[pivot * width + pivot]
        for column in pivot...count {
          rows[row * width + column] -= factor * rows[pivot * width + column]
        }
      }
    }
    var solution = [Double](repeating: 0, count: count)
    for row in (0..<count).reversed() {
      var sum = rows[row * width + count]
      for column in row + 1..<max(count, row + 1) {
        sum -= rows[row * width + column] * solution[column]
      }
      solution[row] = sum / rows[row * width + row]
    }
    return solution.allSatisfy(\.isFinite) ? solution : Array(repeating: 0, count: count)
  }
}
