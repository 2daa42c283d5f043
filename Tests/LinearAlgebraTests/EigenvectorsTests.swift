import LinearAlgebra
import TestSupport
import Testing

@Suite struct EigenvectorsTests {
  @Test(arguments: [1, 2, 26, 60])
  func `vectors are orthonormal and give the matrix back`(order: Int) throws {
    var dice = SplitMix64(seed: UInt64(order))
    var matrix = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0...row {
        let value = Double.random(in: -1...1, using: &dice)
        matrix[row * order + column] = value
        matrix[column * order + row] = value
      }
    }
    let result = try Eigenvectors(ofSymmetric: matrix, order: order)
    #expect(result.values == result.values.sorted(by: >))
    for row in 0..<order {
      for column in 0..<order {
        var (product, sum) = (0.0, 0.0)
        for index in 0..<order {
          let v = result.vectors
          product += v[row * order + index] * v[column * order + index]
          sum += result.values[index] * v[index * order + row] * v[index * order + column]
        }
        #expect(abs(product - (row == column ? 1 : 0)) < 1e-12)
        #expect(abs(sum - matrix[row * order + column]) < 1e-12 * Double(order))
      }
    }
  }

  @Test func `a known matrix has its known eigenvalues`() throws {
    let result = try Eigenvectors(ofSymmetric: [2, 1, 1, 2], order: 2)
    #expect(zip(result.values, [3, 1]).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(abs(abs(result.vectors[0]) - 0.5.squareRoot()) < 1e-14)
  }

  @Test func `infinite entries are refused`() {
    #expect(throws: EigenvectorsError.notFinite) {
      try Eigenvectors(ofSymmetric: [.infinity], order: 1)
    }
  }
}
