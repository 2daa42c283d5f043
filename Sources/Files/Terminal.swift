import CPlatform
import Synchronization

/// The controlling terminal, even if input and output are redirected.
package enum Terminal {
  private static let path = Array("/dev/tty".utf8)

  /// A terminal whose echo is off, and its state before that.
  private static let hidden = Mutex<(number: Int32, before: termios)?>(nil)

  /// Asks for a line without echo; an interrupt turns the echo on again.
  ///
  /// - Returns: the line without its newline; nil at the end of input, if there is no terminal, or
  ///   if standard error is not a terminal.
  package static func askInSecret(_ prompt: String) throws(SystemError) -> [UInt8]? {
    guard StandardStream.error.isTerminal else { return nil }
    let number = unsafe aez_open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard number >= 0 else { return nil }
    let terminal = Descriptor(number: number)
    try hide(terminal.number)
    defer { show() }
    try terminal.write(Array(prompt.utf8), path: path)
    let line = try terminal.readLine(path: path, limit: 1 << 16)
    // The typed newline was not echoed either.
    try terminal.write([0x0A], path: path)
    return line
  }

  private static func hide(_ number: Int32) throws(SystemError) {
    var state = termios()
    try attempt(.read, path) { unsafe tcgetattr(number, &state) }
    hidden.withLock { $0 = (number, state) }
    state.c_lflag &= ~tcflag_t(ECHO)
    try attempt(.write, path) { unsafe tcsetattr(number, TCSAFLUSH, &state) }
  }

  /// Turns the echo on again if ``askInSecret(_:)`` turned it off.
  static func show() {
    hidden.withLock { hidden in
      guard var state = hidden else { return }
      _ = unsafe tcsetattr(state.number, TCSANOW, &state.before)
      hidden = nil
    }
  }
}

/// The first line of a file, a pipe or, for `-`, standard input, without its newline.
///
/// - Throws: ``InputError/tooLarge(path:count:limit:)`` for a line of more than 64 KiB
package func readFirstLine(of path: [UInt8]) throws(InputError) -> [UInt8] {
  let limit = 1 << 16
  let line = try reading { () throws(SystemError) in
    if path == [UInt8(ascii: "-")] {
      let name = Array("standard input".utf8)
      let input = try attempt(.open, name) { aez_fcntl(0, F_DUPFD_CLOEXEC, 3) }
      return try Descriptor(number: input).readLine(path: name, limit: limit) ?? []
    }
    let bytes = try CPath(path, for: .open).bytes
    let number = try attempt(.open, path) { unsafe aez_open(bytes, O_RDONLY | O_CLOEXEC) }
    return try Descriptor(number: number).readLine(path: path, limit: limit) ?? []
  }
  guard line.count < limit else { throw .tooLarge(path: path, count: line.count, limit: limit) }
  return line
}

extension Descriptor {
  /// The bytes before the next newline, at most `limit`, without a carriage return at their end;
  /// nil at the end of the file.
  fileprivate func readLine(path: [UInt8], limit: Int) throws(SystemError) -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < limit {
      // Reads single bytes, because another reader of the pipe may want the bytes behind the line.
      var byte: UInt8 = 0
      let count = try attempt(.read, path) { unsafe posixRead(number, &byte, 1) }
      if count == 0, line.isEmpty { return nil }
      if count == 0 || byte == 0x0A { break }
      line.append(byte)
    }
    if line.last == 0x0D { line.removeLast() }
    return line
  }
}

/// Calls read(2), which the method `read` hides.
private func posixRead(_ number: Int32, _ byte: UnsafeMutableRawPointer, _ count: Int) -> Int {
  unsafe read(number, byte, count)
}
