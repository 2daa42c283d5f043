/// The network that predicts latents: fitted-1.md, *Context network*.
struct FittedContext {
  private let (w1, b1, w2, b2): ([Int], [Int], [Int], [Int])
  private let (w3, b3, v): ([Int], [Int], [Int])

  init(_ shape: FittedShape, _ weights: FittedWeights) {
    w1 = weights.integers("W₁", residual: shape.inputs)
    b1 = weights.biases("b₁", 18)
    w2 = weights.integers("W₂", residual: shape.inputs)
    b2 = weights.biases("b₂", 21)
    w3 = weights.integers("W₃")
    b3 = weights.biases("b₃", 21)
    v = weights.integers("V")
  }

  /// The mean in 1/32, and the level of scale.
  func prediction(_ a: [Int]) -> (mean: Int, level: Int) {
    let h1 = b1.indices.map { i in
      min(max(Self.int32(Self.sum(b1[i], w1, i, a) + 256) >> 9, 0), 32767)
    }
    let h2 = b2.indices.map { i in
      min(max(Self.int32(Self.sum(b2[i], w2, i, h1) + 2048) >> 12, 0), 32767)
    }
    let o = (0..<2).map { i in
      let e = Self.int32(Self.sum(b3[i], w3, i, h2)) >> 3
      return Self.int32(Self.sum(e, v, i, a))
    }
    let scale = min(max(o[1] >> 8, -16384), 16383)
    let level = (scale * 7503 - 6_146_825 + 131_072) >> 18
    return (Self.int32(o[0] + 4096) >> 13, min(max(level, 0), 255))
  }

  /// A bias, and row i of a matrix times a vector.
  static func sum(_ bias: Int, _ matrix: [Int], _ i: Int, _ inputs: [Int]) -> Int {
    var sum = bias
    let row = i * inputs.count
    for j in inputs.indices { sum += matrix[row + j] * inputs[j] }
    return sum
  }

  /// The number modulo 2³², with a sign.
  static func int32(_ number: Int) -> Int { Int(Int32(truncatingIfNeeded: number)) }
}
