import Tensors

/// Correlations of units, averaged over positions: a representation of style (Gatys, Ecker & Bethge
/// 2015, "A neural algorithm of artistic style").
extension Tensor {
  /// Fᵀ · F / positions: units × 1 × units.
  package var gram: Tensor {
    var sum = MatrixGradient(outputs: channels, inputs: channels)
    sum.add(self, gradient: self)
    return sum.finish(like: .zeros(rows: channels, columns: 1, channels: channels))
      .scaled(by: 1 / Float(positions))
  }
}

extension Variable {
  /// Σ (G − A)², G = Fᵀ · F / positions of one picture; slope 4 / positions · F · (G − A).
  ///
  ///     x       height × width × units
  ///     target  units × 1 × units, symmetric: A
  ///     out     1 × 1 × 1
  package func gramDistance(_ target: Tensor) -> Variable {
    precondition(samples == 1, "a style is one picture's")
    let x = value
    let difference = x.gram.combined(.difference, target)
    return perSample(
      "gramDistance", difference.dots(difference, samples: 1),
      slope: Pointwise(matrix: difference)(x).scaled(by: 4 / Float(x.positions)))
  }
}
