import Tensors

/// Noise added to data or codes; gradients pass by it.
extension Variable {
  /// x + deviation · n, n normal with mean 0 and deviation 1.
  package func addingNormalNoise(deviation: Float) -> Variable {
    let noise = Tensor.normal(
      rows: value.rows, columns: value.columns, channels: value.channels, key: tape.drawKey())
    return self + constant(noise.scaled(by: deviation))
  }

  /// x + u, u even between −½ and ½: what rounding does to codes, on average.
  package func addingUniformNoise() -> Variable {
    self + constant(uniform.scaled(by: 1, plus: -0.5))
  }

  /// Some numbers set to zero.
  ///
  /// - Parameter share: how likely each is to go
  package func masked(share: Float) -> Variable {
    let kept = uniform.scaled(by: 1, plus: -share).mapped(.sign).mapped(.relu)
    return self * constant(kept)
  }

  /// Numbers of this shape from a normal distribution with mean 0 and deviation 1.
  package func normalNumbers() -> Variable {
    constant(
      .normal(
        rows: value.rows, columns: value.columns, channels: value.channels, key: tape.drawKey()))
  }

  private var uniform: Tensor {
    .uniform(
      rows: value.rows, columns: value.columns, channels: value.channels, key: tape.drawKey())
  }
}
