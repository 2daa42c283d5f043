import LinearAlgebra
import Testing

@Suite struct CholeskyTests {
  /// Positive definite: 3 on the diagonal, 1 / (1 + distance) beside it.
  static func matrix(_ order: Int) -> [Double] {
    (0..<order * order).map { at in
      let distance = abs(at / order - at % order)
      return distance == 0 ? 3 : 1 / Double(1 + distance)
    }
  }

  @Test(arguments: [1, 2, 17])
  func `the factor times its transpose is the matrix, and solves it`(order: Int) throws {
    let matrix = Self.matrix(order)
    let factor = try #require(Cholesky(of: matrix, order: order))
    for row in 0..<order {
      for column in 0..<order {
        let product = (0..<order).reduce(0.0) {
          $0 + factor.lower[row * order + $1] * factor.lower[column * order + $1]
        }
        #expect(abs(product - matrix[row * order + column]) < 1e-12)
      }
    }
    let expected = (0..<order).map { Double($0) - 1.5 }
    let right = (0..<order).map { row in
      (0..<order).reduce(0.0) { $0 + matrix[row * order + $1] * expected[$1] }
    }
    for (x, y) in zip(factor.solution(of: right), expected) { #expect(abs(x - y) < 1e-12) }
  }

  @Test(arguments: [1, 2, 17])
  func `the factor's inverse times the factor is nothing but ones on the diagonal`(
    order: Int
  ) throws {
    let factor = try #require(Cholesky(of: Self.matrix(order), order: order))
    let inverse = factor.inverseOfLower
    for row in 0..<order {
      for column in 0..<order {
        let product = (0..<order).reduce(0.0) {
          $0 + inverse[row * order + $1] * factor.lower[$1 * order + column]
        }
        #expect(abs(product - (row == column ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test func `what is not positive definite has none`() {
    #expect(Cholesky(of: [1, 2, 2, 1], order: 2) == nil)
    #expect(Cholesky(of: [.nan], order: 1) == nil)
  }
}
