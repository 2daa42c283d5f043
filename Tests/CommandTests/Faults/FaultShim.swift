import Foundation

/// What goes wrong in one run of the program, and when.
struct Fault: CustomStringConvertible {
  enum Kind: String, CaseIterable {
    /// The program is killed, and can do nothing about it.
    case kill
    /// From one system call on the disk fails.
    case input = "EIO"
    /// From one system call on the disk is full.
    case full = "ENOSPC"
    /// Every transfer is of half the bytes that were asked for; nothing fails.
    case short
    case none
  }

  var kind: Kind
  /// Which of the system calls that touch files it is, from 1.
  var call = 0
  /// Whether calls that read count, too.
  var reads = false
  /// Whether the file system knows no files without a name.
  var named = false

  var description: String {
    "\(kind) at \(call)\(reads ? ", reads counted" : "")\(named ? ", named" : "")"
  }

  /// The words of a shell that run a program so.
  func prefix(log: String = "") -> String {
    """
    env LD_PRELOAD='\(Self.shim ?? "")' FAULT=\(kind.rawValue) FAULT_AT=\(call) FAULT_LOG=\(log) \
    FAULT_READS=\(reads ? 1 : 0) FAULT_NAMED=\(named ? "1" : "")
    """
  }

  /// `faults.c` as a library; nil where that cannot be compiled.
  static let shim: String? = {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/faults.c"
    let library =
      URL(fileURLWithPath: Sandbox.program).deletingLastPathComponent().path
      + "/aezip-faults.so"
    let compiled: Void? = try? Sandbox.with { sandbox in
      let result = try sandbox.run("clang -shared -fPIC -O1 -o '\(library)' '\(source)'")
      if result.code != 0 { throw CocoaError(.executableLoad) }
    }
    // Runs on Linux only: elsewhere there is no LD_PRELOAD, nor these calls.
    return compiled == nil ? nil : library
  }()

  /// Which of `count` calls are tried: all where `AEZIP_FAULTS` is `all`, else some, drawn anew by
  /// each run, and those at both ends.
  static func calls(of count: Int, atMost limit: Int) -> [Int] {
    let all = Array(1...max(count, 1))
    guard ProcessInfo.processInfo.environment["AEZIP_FAULTS"] != "all", all.count > limit else {
      return all
    }
    let ends = [1, count - 1, count]
    return (ends + all.dropFirst().dropLast(2).shuffled().prefix(limit - ends.count)).sorted()
  }
}
