import CKernels

// Sums in a fixed order, with the same bits on every machine.
extension Tensor {
  /// The sum of each sample's elements, in double precision.
  package func sums(samples: Int) -> [Double] {
    let size = sampleSize(samples)
    return (0..<samples).map { sample in
      unsafe Kernels.current.table.pointee.sum(base + sample * size, size)
    }
  }

  /// The inner product of each sample with the corresponding one of `other`.
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
  ///   - other: a map of this shape to multiply by before; nil for none
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

  /// Whether no element is infinite or NaN.
  package var isFinite: Bool {
    // The product of 0 and an infinity or a NaN is NaN, and so is the sum.
    let zeros = scaled(by: 0)
    return unsafe Kernels.current.table.pointee.sum(zeros.base, count) == 0
  }
}
