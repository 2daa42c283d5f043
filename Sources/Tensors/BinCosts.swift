import CKernels

/// What each number costs in bits under a distribution with bins one wide, and the slopes.
///
/// P is never taken for less than 10⁻⁹, but the slopes lead out of there all the same.
package struct BinCosts: Sendable {
  /// −log₂ P(bin around the number), at every number.
  package let bits: Tensor
  /// d bits / d number; the negative of d bits / d mean.
  package let slope: Tensor
  /// d bits / d scale parameter.
  package let scaleSlope: Tensor

  /// Under Laplace distributions: F(t) = ½ − ½·sign(t)·(e^−|t| − 1), t = (number − mean) / e^s.
  ///
  /// - Parameters:
  ///   - logScale: s, kept within −3.2…5.5
  ///   - mean: the numbers' shape, as the scales
  package static func laplace(_ numbers: Tensor, mean: Tensor, logScale: Tensor) -> BinCosts {
    precondition(numbers.hasShape(of: mean) && numbers.hasShape(of: logScale))
    return unsafe BinCosts(numbers, mean, logScale, period: numbers.count) { kernels, call in
      unsafe kernels.table.pointee.laplace_bits(&call)
    }
  }

  /// Under logistic distributions, one a channel.
  ///
  /// - Parameters:
  ///   - mean: one number a channel
  ///   - scale: likewise, above zero
  package static func logistic(_ numbers: Tensor, mean: Tensor, scale: Tensor) -> BinCosts {
    precondition(mean.count == numbers.channels && scale.count == numbers.channels)
    return unsafe BinCosts(numbers, mean, scale, period: numbers.channels) { kernels, call in
      unsafe kernels.table.pointee.logistic_bits(&call)
    }
  }

  /// Under logistic distributions, one a number.
  ///
  /// - Parameters:
  ///   - logScale: the scales' logarithms, kept within −3.2…5.5
  ///   - mean: the numbers' shape, as the scales
  package static func logistic(_ numbers: Tensor, mean: Tensor, logScale: Tensor) -> BinCosts {
    precondition(numbers.hasShape(of: mean) && numbers.hasShape(of: logScale))
    return unsafe BinCosts(numbers, mean, logScale, period: numbers.count) { kernels, call in
      unsafe kernels.table.pointee.log_logistic_bits(&call)
    }
  }

  private init(
    _ numbers: Tensor, _ mean: Tensor, _ scale: Tensor, period: Int,
    _ kernel: (Kernels, inout aez_bits) -> Void
  ) {
    let (rows, columns, channels) = (numbers.rows, numbers.columns, numbers.channels)
    bits = Tensor(uninitialized: rows, columns, channels)
    slope = Tensor(uninitialized: rows, columns, channels)
    scaleSlope = Tensor(uninitialized: rows, columns, channels)
    var call = unsafe aez_bits(
      bits: bits.base, slope: slope.base, scale_slope: scaleSlope.base, y: numbers.base,
      mean: mean.base, scale: scale.base, count: numbers.count, period: period)
    unsafe kernel(.current, &call)
  }
}
