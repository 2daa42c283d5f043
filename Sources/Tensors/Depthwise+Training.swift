import CKernels

// Training has depthwise filters as tensors: size × size × channels.
extension Depthwise {
  /// - Parameters:
  ///   - filter: size × size × channels
  ///   - bias: one number for each channel, or nil for none
  package init(filter: Tensor, bias: Tensor? = nil) {
    precondition(filter.rows == filter.columns && filter.rows % 2 == 1)
    precondition(filter.channels % Self.channelMultiple == 0)
    let weights = FloatBuffer(count: filter.count)
    unsafe weights.base.update(from: filter.base, count: filter.count)
    let offsets = bias.map { bias in
      precondition(bias.count == filter.channels)
      let buffer = FloatBuffer(count: bias.count)
      unsafe buffer.base.update(from: bias.base, count: bias.count)
      return buffer
    }
    self.init(
      channels: filter.channels, size: filter.rows, weights: weights, bias: offsets)
  }

  /// The flipped filter without bias, which propagates gradients back.
  package init(flipping filter: Tensor) {
    let weights = FloatBuffer(count: filter.count)
    let (taps, channels) = (filter.positions, filter.channels)
    for tap in 0..<taps {
      unsafe (weights.base + tap * channels).update(
        from: filter.base + (taps - 1 - tap) * channels, count: channels)
    }
    self.init(channels: channels, size: filter.rows, weights: weights, bias: nil)
  }

  /// Filters pictures that are stacked along the rows, each separately.
  ///
  /// - Parameter input: (samples · height) × width × channels
  /// - Returns: the input's shape
  package func callAsFunction(_ input: Tensor, samples: Int) -> Tensor {
    precondition(input.channels == channels && input.rows % samples == 0)
    let output = Tensor(uninitialized: input.rows, input.columns, channels)
    let height = input.rows / samples
    for sample in 0..<samples {
      let top = sample * height
      unsafe filter(
        input.slice(rows: top..<top + height), rows: 0..<height,
        into: output.base + top * input.columns * channels)
    }
    return output
  }

  /// The gradient of a depthwise convolution's filter, summed over samples and positions.
  ///
  /// - Parameters:
  ///   - input: (samples · height) × width × channels
  ///   - gradient: of the convolution's value; the input's shape
  ///   - size: 3, 5 or 7
  /// - Returns: size × size × channels
  package static func filterGradient(
    _ input: Tensor, gradient: Tensor, samples: Int, size: Int
  ) -> Tensor {
    precondition([3, 5, 7].contains(size) && input.channels % channelMultiple == 0)
    precondition(input.count == gradient.count && input.rows % samples == 0)
    let output = Tensor.zeros(rows: size, columns: size, channels: input.channels)
    let height = input.rows / samples
    for sample in 0..<samples {
      let at = sample * height * input.columns * input.channels
      var call = unsafe aez_depthwise_gradient(
        in: input.base + at, gradient: gradient.base + at, out: output.base, rows: height,
        columns: input.columns, channels: input.channels, size: size)
      unsafe Kernels.current.table.pointee.depthwise_gradient(&call)
    }
    return output
  }
}
