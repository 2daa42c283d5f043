import LinearAlgebra
import Testing

@Suite struct EigenvectorsTests {
  @Test(arguments: [1, 2, 26, 60])
  func `vectors are orthonormal and give the matrix back`(order: Int) throws {
    var dice = Dice(state: UInt64(order))
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

/// Numbers from a seed (SplitMix64), the same on every machine.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
