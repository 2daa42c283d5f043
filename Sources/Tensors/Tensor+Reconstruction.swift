import CKernels

extension Tensor {
  /// Where in its bin a code is best reconstructed, less the code: the mean of the Laplace
  /// density inside the bin. Zero where the scale is above 8.
  ///
  /// This tensor holds the codes.
  ///
  /// - Parameters:
  ///   - mean: of the distributions; this shape
  ///   - logScale: the logarithms of their scales, kept within −3.2…5.5
  package func reconstructionOffsets(mean: Tensor, logScale: Tensor) -> Tensor {
    precondition(hasShape(of: mean) && hasShape(of: logScale))
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe Kernels.current.table.pointee.laplace_offsets(
      output.base, base, mean.base, logScale.base, count)
    return output
  }
}
