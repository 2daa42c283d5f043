import CKernels

extension LatentGrid {
  /// What rounding left is told in such parts of a code.
  package static let remainderUnits = Int(AEZ_REMAINDER_UNITS)
  /// The least that is told.
  package static let leastRemainder = Int(AEZ_REMAINDER_LEAST)

  /// What rounding left of `numbers`, number − code, in ``remainderUnits``: where it is so much that
  /// another code is nearly as near, and 0 elsewhere.
  package func remainders(of numbers: Tensor) -> LatentGrid {
    precondition(numbers.count == codes.count && numbers.channels == channels)
    let left = unsafe [Int16](unsafeUninitializedCapacity: codes.count) { buffer, filled in
      unsafe Kernels.current.table.pointee.remainders(
        buffer.baseAddress, numbers.base, codes, codes.count)
      filled = codes.count
    }
    return LatentGrid(rows: rows, columns: columns, channels: channels, codes: left)
  }
}
