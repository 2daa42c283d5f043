import CFitted
import Tensors

/// The arithmetic of fitted pictures for one instruction set. What decodes has the same bits in
/// all of them.
@safe
package struct FittedKernels: @unchecked Sendable {
  // Points at a constant table that lives as long as the program.
  let table: UnsafePointer<aez_fitted_kernels>

  /// "generic", "avx2", "avx512" or "neon".
  package var name: String { unsafe String(cString: table.pointee.name) }

  /// The kernels of a name; nil if this machine or this build lacks them.
  package init?(named name: String) {
    guard let table = unsafe aez_fitted_kernels_named(name) else { return nil }
    unsafe self.table = table
  }

  /// Those of the instruction set that all kernels use.
  package static var current: FittedKernels {
    FittedKernels(named: Kernels.current.name) ?? FittedKernels(named: "generic")!
  }
}
