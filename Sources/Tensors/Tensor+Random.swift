import CKernels

/// Numbers from a key: each a function of the key and its place alone, so nothing depends on who
/// draws first. The generator is SplitMix64, counted on from the key.
extension Tensor {
  /// Numbers evenly spread between 0 and 1, neither reached.
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
