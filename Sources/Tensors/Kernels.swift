import CKernels
private import CPlatform

/// The arithmetic kernels of one instruction set. All of them give the same bits.
@safe
package struct Kernels: @unchecked Sendable {
  // Points at a constant table that lives as long as the program.
  package let table: UnsafePointer<aez_kernels>

  /// "generic", "avx2", "avx512" or "neon".
  package var name: String { unsafe String(cString: table.pointee.name) }

  /// The number of multiply-adds of one vector instruction.
  package var lanes: Int { unsafe table.pointee.lanes }

  /// Looks kernels up by name; throws ``KernelsError`` if this machine or this build lacks them.
  package init(named name: String) throws(KernelsError) {
    guard Self.names.contains(name) else { throw .unknownName(name) }
    guard let table = unsafe aez_kernels_named(name) else { throw .unavailable(name) }
    unsafe self.table = table
  }

  private init() {
    unsafe table = aez_kernels_best()
  }

  /// The names of all kernels, those of other machines included.
  package static let names = ["generic", "avx2", "avx512", "neon"]

  /// The fastest kernels of this machine.
  package static let best = Kernels()

  /// Kernels that a test forces on the current task.
  @TaskLocal package static var forced: Kernels?

  /// The kernels in use: the forced ones, else those that `AEZIP_ISA` names, else the fastest.
  package static var current: Kernels { forced ?? fromEnvironment }

  /// The kernels that `AEZIP_ISA` names, or the fastest if it names none that this machine has.
  package static let fromEnvironment: Kernels =
    (try? environmentName.map { name throws(KernelsError) in try Kernels(named: name) })
    .flatMap { $0 } ?? best

  /// Throws ``KernelsError`` if `AEZIP_ISA` names kernels that this machine lacks; the program
  /// calls this once at its start.
  package static func checkEnvironment() throws(KernelsError) {
    if let name = environmentName { _ = try Kernels(named: name) }
  }

  /// Runs `rounds` · 64 vector multiply-adds that do not depend on one another, to measure the
  /// peak.
  ///
  /// - Returns: the number of multiply-adds done, lanes counted.
  package func runPeak(rounds: Int) -> Int {
    let sum = unsafe table.pointee.peak(rounds)
    return sum.isNaN ? 0 : rounds * 64 * lanes
  }
}

/// Why the kernels of a name cannot be used.
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

/// The value of `AEZIP_ISA`; nil if it is unset or empty.
private var environmentName: String? {
  guard let value = unsafe getenv("AEZIP_ISA") else { return nil }
  let name = unsafe String(cString: value)
  return name.isEmpty ? nil : name
}
