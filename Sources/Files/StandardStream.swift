import CPlatform
import Synchronization

/// Standard output or standard error.
package enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Whether it was closed when the program started.
  package var wasClosed: Bool { Self.closed.withLock { $0.contains(rawValue) } }

  fileprivate static let closed = Mutex<Set<Int32>>([])

  /// Opens `/dev/null` as standard input, output and errors where those are closed: files that are
  /// opened later would take their numbers, and what is printed would go into them.
  package static func openClosed() {
    for number: Int32 in 0...2 where aez_fcntl(number, F_GETFD, 0) == -1 && aez_errno() == EBADF {
      _ = unsafe aez_open("/dev/null", O_RDWR)
      _ = closed.withLock { $0.insert(number) }
    }
  }

  /// Whether `count` more files can be opened.
  package static func canOpen(files count: Int) -> Bool {
    let numbers = (0..<count).map { _ in unsafe aez_open("/dev/null", O_RDONLY | O_CLOEXEC) }
    for number in numbers where number >= 0 { _ = close(number) }
    return numbers.allSatisfy { $0 >= 0 }
  }

  /// Whether the stream is a terminal.
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Prints all of `text` at once.
  ///
  /// - Throws: ``SystemError``, whose ``SystemError/isUnread`` is true if the reader is gone.
  package func write(_ text: String) throws(SystemError) {
    try write(Array(text.utf8))
  }

  /// Writes `bytes`, where they are more than a report.
  ///
  /// - Throws: ``SystemError`` also where the stream is closed
  package func write(content bytes: [UInt8]) throws(SystemError) {
    guard !wasClosed else { throw SystemError(.write, Array(name.utf8), code: EBADF) }
    try write(bytes)
  }

  private func write(_ bytes: [UInt8]) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = try attempt(.write, Array(name.utf8)) {
        unsafe rest.withUnsafeBytes { bytes in
          unsafe posixWrite(rawValue, bytes.baseAddress, bytes.count)
        }
      }
      rest = rest.dropFirst(count)
    }
  }

  private var name: String {
    switch self {
    case .output: "standard output"
    case .error: "standard error"
    }
  }
}

extension SystemError {
  /// The reader of a pipe has closed it, as in `list | head`.
  package var isUnread: Bool { operation == .write && code == EPIPE }
}

/// Standard input as a file, which can be read at any offset.
///
/// The copy has no name, so that nothing is left of it whatever ends the program.
package final class SpooledInput: Sendable {
  private let descriptor: Descriptor

  /// A path that opens the file as long as this object lives.
  package var path: [UInt8] { Array("/dev/fd/\(descriptor.number)".utf8) }

  /// Reads all of standard input.
  package init() throws(SystemError) {
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = folder.path(of: "standard-input")
    let file = try Directory.current.createFile(named: path, mode: 0o600)
    try Self.copy(into: file, path)
    descriptor = file
  }

  /// Writes all of standard input to a new file.
  package static func spool(to path: [UInt8]) throws(SystemError) {
    let file = try Directory.current.createFile(named: path, mode: 0o600)
    try copy(into: file, path)
  }

  /// Whether people type what comes in.
  package static var isTerminal: Bool { isatty(0) == 1 }

  private static func copy(into file: borrowing Descriptor, _ path: [UInt8]) throws(SystemError) {
    let name = Array("standard input".utf8)
    guard !StandardStream.closed.withLock({ $0.contains(0) }) else {
      throw SystemError(.read, name, code: EBADF)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = try attempt(.read, name) {
        unsafe buffer.withUnsafeMutableBytes { unsafe posixRead($0.baseAddress, $0.count) }
      }
      guard count > 0 else { return }
      try file.write(Array(buffer[..<count]), path: path)
    }
  }
}

/// `read(2)` from standard input.
private func posixRead(_ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(0, bytes, count)
}

/// Calls write(2), which the method `write` hides.
private func posixWrite(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, bytes, count)
}
