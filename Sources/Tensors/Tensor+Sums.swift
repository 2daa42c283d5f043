import CKernels

/// Sums in a fixed order, the same on every machine.
extension Tensor {
  /// The sum of each sample's numbers, added in double precision.
  package func sums(samples: Int) -> [Double] {
    let size = sampleSize(samples)
    return (0..<samples).map { sample in
      unsafe Kernels.current.table.pointee.sum(base + sample * size, size)
    }
  }

  /// The sum of each sample's products with the numbers at their places there.
  package func dots(_ other: Tensor, samples: Int) -> [Double] {
    precondition(count == other.count)
    let size = sampleSize(samples)
    return (0..<samples).map { sample in
      unsafe Kernels.current.table.pointee.dot(
        base + sample * size, other.base + sample * size, size)
    }
  }

  /// The sum over the positions of each group of rows, channel by channel.
  ///
  /// - Parameters:
  ///   - other: what to multiply by before; this shape, or nil for nothing
  ///   - groups: divides the rows; 1 sums over all
  /// - Returns: groups × 1 × channels
  package func channelSums(times other: Tensor? = nil, groups: Int = 1) -> Tensor {
    precondition(other.map(hasShape(of:)) ?? true)
    let size = sampleSize(groups)
    let output = Tensor(uninitialized: groups, 1, channels)
    for group in 0..<groups {
      unsafe Kernels.current.table.pointee.channel_dots(
        output.base + group * channels, base + group * size,
        other.map { unsafe UnsafePointer($0.base + group * size) }, size / max(channels, 1),
        channels)
    }
    return output
  }

  /// Whether no number is infinite or NaN.
  package var isFinite: Bool {
    // Any x · 0 that is not 0 makes the sum NaN.
    let zeros = scaled(by: 0)
    return unsafe Kernels.current.table.pointee.sum(zeros.base, count) == 0
  }
}
