import CKernels

/// The cost in bits of each number under a distribution with bins of width one, and its
/// derivatives.
///
/// P is bounded below by 10⁻⁹, but the derivatives are those without the bound, so that a descent
/// finds its way back.
package struct BinCosts: Sendable {
  /// −log₂ P(bin around the number) of every number.
  package let bits: Tensor
  /// d bits / d number, which is −d bits / d mean.
  package let slope: Tensor
  /// d bits / d scale parameter.
  package let scaleSlope: Tensor

  /// Under Laplace distributions: F(t) = ½ − ½·sign(t)·(e^−|t| − 1), t = (number − mean) / e^s.
  ///
  /// - Parameters:
  ///   - logScale: s, kept within −3.2…5.5
  ///   - mean: the means; the shape of the numbers, as the scales
  package static func laplace(_ numbers: Tensor, mean: Tensor, logScale: Tensor) -> BinCosts {
    precondition(numbers.hasShape(of: mean) && numbers.hasShape(of: logScale))
    return unsafe BinCosts(numbers, mean, logScale, period: numbers.count) { kernels, call in
      unsafe kernels.table.pointee.laplace_bits(&call)
    }
  }

  /// Under logistic distributions, one for each channel.
  ///
  /// - Parameters:
  ///   - mean: one number for each channel
  ///   - scale: likewise, above zero
  package static func logistic(_ numbers: Tensor, mean: Tensor, scale: Tensor) -> BinCosts {
    precondition(mean.count == numbers.channels && scale.count == numbers.channels)
    return unsafe BinCosts(numbers, mean, scale, period: numbers.channels) { kernels, call in
      unsafe kernels.table.pointee.logistic_bits(&call)
    }
  }

  /// Under logistic distributions, one for each number.
  ///
  /// - Parameters:
  ///   - logScale: the scales' logarithms, kept within −3.2…5.5
  ///   - mean: the means; the shape of the numbers, as the scales
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

extension Tensor {
  /// The offset of the best reconstruction from each symbol of this tensor: the mean of the Laplace
  /// density inside the symbol's bin, less the symbol; zero for scales above 8.
  ///
  /// - Parameters:
  ///   - mean: the means of the distributions; this shape
  ///   - logScale: the logarithms of their scales, kept within −3.2…5.5
  package func reconstructionOffsets(mean: Tensor, logScale: Tensor) -> Tensor {
    precondition(hasShape(of: mean) && hasShape(of: logScale))
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe Kernels.current.table.pointee.laplace_offsets(
      output.base, base, mean.base, logScale.base, count)
    return output
  }
}
