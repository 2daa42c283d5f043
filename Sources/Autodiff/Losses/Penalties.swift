import Tensors

/// Penalties on latents.
extension Variable {
  /// Σ |x|, one number per sample.
  package var absoluteSums: Variable {
    let x = value
    return perSample(
      "absoluteSums", x.mapped(.magnitude).sums(samples: samples), slope: x.mapped(.sign))
  }

  /// Σ x², one number per sample.
  package var squareSums: Variable {
    let x = value
    return perSample("squareSums", x.dots(x, samples: samples), slope: x.scaled(by: 2))
  }

  /// Σ over channels ρ·ln(ρ/m) + (1 − ρ)·ln((1 − ρ)/(1 − m)), m the channel's mean activation
  /// (Ng, "Sparse autoencoder", 2011).
  ///
  ///     x    (samples · height) × width × channels, between 0 and 1
  ///     out  1 × 1 × 1
  ///
  /// The mean is over the shard, not the batch, because shards do not wait for one another. The
  /// size of a shard therefore affects the result; it should be large compared with 1 / ρ.
  ///
  /// - Parameter target: ρ, between 0 and 1
  package func sparsity(target: Float) -> Variable {
    let x = value
    let count = Float(x.positions)
    // Means are clamped away from 0 and 1, where the slope is infinite.
    let means = x.channelSums().values.map { min(max($0 / count, 1e-6), 1 - 1e-6) }
    let logarithms = Tensor.vector(means.flatMap { [target / $0, (1 - target) / (1 - $0)] })
      .mapped(.logarithm).values
    var sum: Double = 0
    for channel in means.indices {
      sum += Double(target * logarithms[2 * channel])
      sum += Double((1 - target) * logarithms[2 * channel + 1])
    }
    let slopes = means.map { ((1 - target) / (1 - $0) - target / $0) / count }
    return tape.record(.one(Float(sum)), samples: 1, from: [self], name: "sparsity") { gradient in
      let slope = Tensor(
        rows: 1, columns: 1, channels: slopes.count,
        values: slopes.map { $0 * gradient.values[0] })
      return [x.scaled(by: 0).scaled(byChannel: nil, plus: slope)]
    }
  }
}

extension Variable {
  /// The divergence of normal distributions from the standard one,
  /// ½·Σ μ² + e^v − 1 − v, one number per sample (Kingma & Welling 2014).
  ///
  ///     self, logVariance  (samples · height) × width × channels; μ and v
  ///     out                samples × 1 × 1
  ///
  /// slopes μ and ½·(e^v − 1)
  package func divergenceFromNormal(logVariance: Variable) -> Variable {
    let (mean, v) = (value, logVariance.value)
    let excess = v.mapped(.exponential).scaled(by: 1, plus: -1)
    let spread = excess.combined(.difference, v).sums(samples: samples)
    let sums = zip(mean.dots(mean, samples: samples), spread).map { Float(0.5 * ($0 + $1)) }
    return tape.record(
      .vector(sums), samples: samples, from: [self, logVariance], name: "divergenceFromNormal"
    ) { gradient in
      let each = gradient.values
      return [mean.scaled(bySample: each), excess.scaled(bySample: each.map { 0.5 * $0 })]
    }
  }

  /// Samples the distributions with the reparameterisation trick: μ + e^(v/2)·n, n standard normal.
  package func sampledNormal(logVariance: Variable) -> Variable {
    let noise = Tensor.normal(
      rows: value.rows, columns: value.columns, channels: value.channels, key: tape.drawKey())
    return self + logVariance.scaled(by: 0.5).exponential * constant(noise)
  }
}
