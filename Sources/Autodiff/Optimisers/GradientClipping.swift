import Tensors

extension [Tensor] {
  /// The length of all gradients as one vector.
  package var norm: Double {
    reduce(0) { $0 + $1.dots($1, samples: 1)[0] }.squareRoot()
  }

  /// All gradients scaled down together where their norm exceeds a limit.
  package func clipped(norm limit: Double) -> [Tensor] {
    let norm = norm
    guard norm > limit else { return self }
    return map { $0.scaled(by: Float(limit / norm)) }
  }
}
