import Tensors

/// Noise on data or latents, which gradients ignore.
extension Variable {
  /// x + deviation · n, n normal with mean 0 and deviation 1.
  package func addingNormalNoise(deviation: Float) -> Variable {
    let noise = Tensor.normal(
      rows: value.rows, columns: value.columns, channels: value.channels, key: tape.drawKey())
    return self + constant(noise.scaled(by: deviation))
  }

  /// x + u, u uniform in −½…½: a differentiable proxy for rounding latents.
  package func addingUniformNoise() -> Variable {
    self + constant(uniform.scaled(by: 1, plus: -0.5))
  }

  /// Sets random entries to zero.
  ///
  /// - Parameter share: the probability of each
  package func masked(share: Float) -> Variable {
    let kept = uniform.scaled(by: 1, plus: -share).mapped(.sign).mapped(.relu)
    return self * constant(kept)
  }

  /// Standard normal numbers of this shape.
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
