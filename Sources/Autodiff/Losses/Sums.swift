import Tensors

/// Losses have one number per sample, samples × 1 × 1, so that samples can be weighted before the
/// mean.
extension Variable {
  /// The mean over samples.
  ///
  ///     x    samples × 1 × 1
  ///     out  1 × 1 × 1
  package var meanOfSamples: Variable {
    precondition(value.count == samples, "one number a sample")
    let samples = samples
    let mean = value.sums(samples: 1)[0] / Double(samples)
    return tape.record(.one(Float(mean)), samples: 1, from: [self], name: "meanOfSamples") {
      gradient in
      let each = Float(gradient.values[0] / Float(samples))
      return [.vector(Array(repeating: each, count: samples))]
    }
  }

  /// The sum of each sample's numbers.
  ///
  ///     x    (samples · height) × width × channels
  ///     out  samples × 1 × 1
  package var sampleSums: Variable {
    let x = value
    return perSample("sampleSums", x.sums(samples: samples), slope: x.scaled(by: 0, plus: 1))
  }

  /// One number per sample computed from this value, with its slope at every entry of the value.
  package func perSample(
    _ name: String, _ numbers: [Double], slope: @autoclosure @escaping () -> Tensor
  ) -> Variable {
    recording(.vector(numbers.map { Float($0) }), name: name) {
      slope().scaled(bySample: $0.values)
    }
  }
}

extension Tensor {
  /// 1 × 1 × 1
  package static func one(_ number: Float) -> Tensor { vector([number]) }

  /// count × 1 × 1: one number per sample.
  package static func vector(_ numbers: [Float]) -> Tensor {
    Tensor(rows: numbers.count, columns: 1, channels: 1, values: numbers)
  }
}
