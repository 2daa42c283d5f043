import CKernels

/// A function of one number.
package enum UnaryFunction: Sendable {
  /// `logarithm` is −∞ at zero and NaN below; `exponential` saturates beyond −87…88; `probit` is
  /// the quantile function of the normal distribution; `rounding` rounds halves to even.
  case relu, sigmoid, tanh, exponential, logarithm, softplus, rounding, magnitude, sign, probit

  fileprivate var code: aez_unary {
    switch self {
    case .relu: AEZ_RELU
    case .sigmoid: AEZ_SIGMOID
    case .tanh: AEZ_TANH
    case .exponential: AEZ_EXP
    case .logarithm: AEZ_LOG
    case .softplus: AEZ_SOFTPLUS
    case .rounding: AEZ_ROUND
    case .magnitude: AEZ_ABS
    case .sign: AEZ_SIGN
    case .probit: AEZ_PROBIT
    }
  }
}

/// A function of two numbers.
package enum BinaryFunction: Sendable {
  case sum, difference, product
  /// The operands are a gradient, and the value of the function it is propagated back through.
  case leakyGradient, reluGradient, sigmoidGradient, tanhGradient

  fileprivate var code: aez_binary {
    switch self {
    case .sum: AEZ_ADD
    case .difference: AEZ_SUBTRACT
    case .product: AEZ_MULTIPLY
    case .leakyGradient: AEZ_LEAKY_GRADIENT
    case .reluGradient: AEZ_RELU_GRADIENT
    case .sigmoidGradient: AEZ_SIGMOID_GRADIENT
    case .tanhGradient: AEZ_TANH_GRADIENT
    }
  }
}

extension Tensor {
  /// The function of every element.
  package func mapped(_ function: UnaryFunction) -> Tensor {
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe Kernels.current.table.pointee.unary(function.code, output.base, base, count)
    return output
  }

  /// The function of every element and the corresponding one of `other`.
  package func combined(_ function: BinaryFunction, _ other: Tensor) -> Tensor {
    precondition(hasShape(of: other), "operands of different shapes")
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe Kernels.current.table.pointee.binary(
      function.code, output.base, base, other.base, count)
    return output
  }

  /// x · scale + offset of every element.
  package func scaled(by scale: Float, plus offset: Float = 0) -> Tensor {
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe Kernels.current.table.pointee.affine(output.base, base, scale, offset, count)
    return output
  }

  /// Every element moved a share of the way to the corresponding one of `other`.
  package func moved(towards other: Tensor, by share: Float) -> Tensor {
    precondition(hasShape(of: other), "operands of different shapes")
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe Kernels.current.table.pointee.approach(
      output.base, base, other.base, share, count)
    return output
  }

  /// Every element of a sample times the sample's factor.
  ///
  /// - Parameter factors: one for each sample; samples divide the rows
  package func scaled(bySample factors: [Float]) -> Tensor {
    let output = Tensor(uninitialized: rows, columns, channels)
    let size = sampleSize(factors.count)
    for (sample, factor) in factors.enumerated() {
      unsafe Kernels.current.table.pointee.affine(
        output.base + sample * size, base + sample * size, factor, 0, size)
    }
    return output
  }

  /// x · factors[channel] + offsets[channel], by the factors and offsets of a group of rows.
  ///
  /// - Parameters:
  ///   - factors: groups × 1 × channels, groups dividing the rows; ones if nil
  ///   - offsets: likewise; zeros if nil
  package func scaled(byChannel factors: Tensor?, plus offsets: Tensor? = nil) -> Tensor {
    guard let groups = factors?.rows ?? offsets?.rows else { return self }
    for vectors in [factors, offsets] {
      precondition(vectors.map { $0.rows == groups && $0.count == groups * channels } ?? true)
    }
    let output = Tensor(uninitialized: rows, columns, channels)
    let size = sampleSize(groups)
    for group in 0..<groups {
      let at = group * channels
      unsafe Kernels.current.table.pointee.channel_affine(
        output.base + group * size, base + group * size,
        factors.map { unsafe UnsafePointer($0.base + at) },
        offsets.map { unsafe UnsafePointer($0.base + at) }, size / max(channels, 1), channels)
    }
    return output
  }

  package func hasShape(of other: Tensor) -> Bool {
    rows == other.rows && columns == other.columns && channels == other.channels
  }

  /// The same elements in the same order in another shape, without a copy.
  package func reshaped(rows: Int, columns: Int, channels: Int) -> Tensor {
    Tensor(self, rows: rows, columns: columns, channels: channels)
  }

  func sampleSize(_ samples: Int) -> Int {
    precondition(samples > 0 && rows % samples == 0, "samples do not divide the rows")
    return count / samples
  }
}

// Random numbers from a key: each is a function of the key and its index alone, so the order of
// drawing does not matter. The generator is SplitMix64, counted on from the key.
extension Tensor {
  /// Numbers of a uniform distribution between 0 and 1, both excluded.
  package static func uniform(
    rows: Int, columns: Int, channels: Int, key: UInt64
  ) -> Tensor {
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe Kernels.current.table.pointee.uniform(output.base, key, output.count)
    return output
  }

  /// Numbers of a normal distribution with mean 0 and deviation 1.
  package static func normal(
    rows: Int, columns: Int, channels: Int, key: UInt64
  ) -> Tensor {
    uniform(rows: rows, columns: columns, channels: channels, key: key).mapped(.probit)
  }
}
