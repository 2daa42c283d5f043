import Tensors

/// The rate in bits, one number per sample.
///
///     self  (samples · height) × width × channels, latents, rounded or with noise
///     out   samples × 1 × 1
extension Variable {
  /// Bits under Laplace distributions with bins of width one.
  ///
  /// The probability P of a bin is bounded below by 10⁻⁹. Gradients are those of the unbounded P,
  /// so that descent can raise it ("lower bound", Ballé et al. 2018). This presumes that the rate
  /// has a positive weight in the loss.
  ///
  /// - Parameters:
  ///   - mean: this shape
  ///   - logScale: this shape; clamped to −3.2…5.5, without gradient beyond
  ///   - other: this shape; latents at which the latents' own gradient is taken instead
  package func laplaceBits(
    mean: Variable, logScale: Variable, slopesAt other: Tensor? = nil
  ) -> Variable {
    bits(
      BinCosts.laplace(value, mean: mean.value, logScale: logScale.value), mean, logScale,
      slopes: other.map {
        BinCosts.laplace($0, mean: mean.value, logScale: logScale.value).slope
      }, name: "laplaceBits")
  }

  /// Bits under logistic distributions, bounded and clamped as in
  /// ``laplaceBits(mean:logScale:slopesAt:)``.
  package func logisticBits(mean: Variable, logScale: Variable) -> Variable {
    bits(
      BinCosts.logistic(value, mean: mean.value, logScale: logScale.value), mean, logScale,
      slopes: nil, name: "logisticBits")
  }

  private func bits(
    _ costs: BinCosts, _ mean: Variable, _ logScale: Variable, slopes: Tensor?, name: String
  ) -> Variable {
    tape.record(
      .vector(costs.bits.sums(samples: samples).map { Float($0) }), samples: samples,
      from: [self, mean, logScale], name: name
    ) { gradient in
      let each = gradient.values
      return [
        (slopes ?? costs.slope).scaled(bySample: each),
        costs.slope.scaled(bySample: each.map { -$0 }),
        costs.scaleSlope.scaled(bySample: each),
      ]
    }
  }

  /// Bits under one logistic distribution per channel, bounded as in
  /// ``laplaceBits(mean:logScale:slopesAt:)``.
  ///
  /// - Parameters:
  ///   - mean: 1 × 1 × channels
  ///   - scale: 1 × 1 × channels, positive
  ///   - other: this shape; latents at which the latents' own gradient is taken instead
  package func logisticBits(
    mean: Variable, scale: Variable, slopesAt other: Tensor? = nil
  ) -> Variable {
    let costs = BinCosts.logistic(value, mean: mean.value, scale: scale.value)
    let slopes = other.map {
      BinCosts.logistic($0, mean: mean.value, scale: scale.value).slope
    }
    return tape.record(
      .vector(costs.bits.sums(samples: samples).map { Float($0) }), samples: samples,
      from: [self, mean, scale], name: "logisticBits"
    ) { gradient in
      let slope = costs.slope.scaled(bySample: gradient.values)
      return [
        slopes?.scaled(bySample: gradient.values) ?? slope,
        slope.channelSums().scaled(by: -1),
        costs.scaleSlope.scaled(bySample: gradient.values).channelSums(),
      ]
    }
  }
}
