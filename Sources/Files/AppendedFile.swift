import CPlatform

/// A file of one's own that grows at its end.
package struct AppendedFile: Sendable {
  private let path: [UInt8]
  private let file: Handle

  /// Copies of the value share the descriptor.
  private final class Handle: Sendable {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
      self.descriptor = descriptor
    }
  }

  /// Opens the file called `path`, or makes it; throws if that is a link.
  package init(path: [UInt8]) throws(SystemError) {
    self.path = path
    file = Handle(try Directory.current.openFile(toAppend: path))
  }

  /// Keeps others that ask the same from getting it, until the file is closed.
  ///
  /// - Returns: whether nobody else has it
  package func lock() -> Bool {
    flock(file.descriptor.number, LOCK_EX | LOCK_NB) == 0
  }

  /// All the file holds now.
  package func content() throws(InputError) -> [UInt8] {
    try InputFile(path: path, followingLinks: true).readAll(limit: .max)
  }

  /// Adds `bytes` at the end.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    try file.descriptor.write(bytes, path: path)
  }
}
