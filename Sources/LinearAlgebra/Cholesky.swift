/// The Cholesky factorisation L · Lᵀ of a symmetric, positive definite matrix; L is lower
/// triangular.
///
/// The loops are plain: matrices have a few hundred rows, and LAPACK would not be noticeably
/// faster.
package struct Cholesky: Sendable {
  /// Rows and columns of the matrix.
  package let order: Int
  /// L, order × order, row by row.
  package let lower: [Double]

  /// Factorises a matrix; nil unless it is positive definite in floating-point arithmetic.
  ///
  /// - Parameter matrix: order × order; only the entries on and below the diagonal are read
  /// - Complexity: O(order³)
  package init?(of matrix: [Double], order: Int) {
    precondition(order > 0 && matrix.count == order * order, "the matrix is not order × order")
    var lower = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0...row {
        var sum = matrix[row * order + column]
        for k in 0..<column { sum -= lower[row * order + k] * lower[column * order + k] }
        if column < row {
          lower[row * order + column] = sum / lower[column * order + column]
        } else {
          guard sum > 0, sum.isFinite else { return nil }
          lower[row * order + row] = sum.squareRoot()
        }
      }
    }
    (self.order, self.lower) = (order, lower)
  }

  /// Solves L · Lᵀ · x = b for x.
  package func solution(of b: [Double]) -> [Double] {
    precondition(b.count == order, "as many numbers as rows")
    var x = b
    for row in 0..<order {
      for k in 0..<row { x[row] -= lower[row * order + k] * x[k] }
      x[row] /= lower[row * order + row]
    }
    for row in (0..<order).reversed() {
      for k in (row + 1)..<order { x[row] -= lower[k * order + row] * x[k] }
      x[row] /= lower[row * order + row]
    }
    return x
  }

  /// L⁻¹, order × order, row by row.
  ///
  /// - Complexity: O(order³)
  package var inverseOfLower: [Double] {
    var inverse = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      inverse[row * order + row] = 1
      for k in 0..<row {
        let factor = lower[row * order + k]
        for column in 0...k {
          inverse[row * order + column] -= factor * inverse[k * order + column]
        }
      }
      for column in 0...row { inverse[row * order + column] /= lower[row * order + row] }
    }
    return inverse
  }
}
