import CPlatform

/// What a program prints to.
package enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Whether somebody looks at it.
  package var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Prints all of `text` at once.
  ///
  /// - Throws: ``SystemError``; ``SystemError/isUnread`` where nobody reads any more.
  package func write(_ text: String) throws(SystemError) {
    var rest = Array(text.utf8)[...]
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
  /// Whoever was to read what is written has gone, as in `list | head`.
  package var isUnread: Bool { operation == .write && code == EPIPE }
}

/// `write(2)`, which the method of that name hides.
private func posixWrite(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, bytes, count)
}
