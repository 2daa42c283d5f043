import CKernels

/// The arithmetic kernels of one instruction set. All of them give the same bits.
@safe
package struct Kernels: @unchecked Sendable {
  // Points at a constant table that lives as long as the program.
  let table: UnsafePointer<aez_kernels>

  /// "generic", "avx2", "avx512" or "neon".
  package var name: String { unsafe String(cString: table.pointee.name) }

  /// Multiply-adds one vector instruction does.
  package var lanes: Int { unsafe table.pointee.lanes }

  /// Kernels by name; throws where this machine or this build lacks them.
  package init(named name: String) throws(KernelsError) {
    guard Self.names.contains(name) else { throw .unknownName(name) }
    guard let table = unsafe aez_kernels_named(name) else { throw .unavailable(name) }
    unsafe self.table = table
  }

  private init() {
    unsafe table = aez_kernels_best()
  }

  /// All names there are, on any machine.
  package static let names = ["generic", "avx2", "avx512", "neon"]

  /// The fastest kernels of this machine.
  package static let best = Kernels()

  /// Kernels that tests choose for a stretch of code, on this task only.
  @TaskLocal package static var forced: Kernels?

  /// The kernels in use: the forced ones, else those `AEZIP_ISA` names, else the fastest.
  package static var current: Kernels { forced ?? fromEnvironment }

  /// Kernels a user chose by name, or the fastest where none or an impossible one was named.
  package static let fromEnvironment: Kernels =
    (try? environmentName.map { name throws(KernelsError) in try Kernels(named: name) })
    .flatMap { $0 } ?? best

  /// Throws if `AEZIP_ISA` names kernels that are not to be had; a program asks once at its start.
  package static func checkEnvironment() throws(KernelsError) {
    if let name = environmentName { _ = try Kernels(named: name) }
  }

  /// Runs `rounds` · 64 vector multiply-adds that do not wait for one another.
  ///
  /// - Returns: The number of multiply-adds done, lanes counted.
  package func runPeak(rounds: Int) -> Int {
    let sum = unsafe table.pointee.peak(rounds)
    return sum.isNaN ? 0 : rounds * 64 * lanes
  }
}

/// Why kernels of some name cannot be used.
package enum KernelsError: Error, Equatable, CustomStringConvertible {
  case unknownName(String)
  case unavailable(String)

  package var description: String {
    switch self {
    case .unknownName(let name):
      "AEZIP_ISA=\(name): no such instruction set; "
        + "use one of \(Kernels.names.joined(separator: ", "))"
    case .unavailable(let name):
      "AEZIP_ISA=\(name): this machine does not have it; leave AEZIP_ISA unset"
    }
  }
}
