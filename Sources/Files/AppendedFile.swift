import CPlatform

/// A file that this process appends to, such as a log or a cache.
package struct AppendedFile: Sendable {
  private let path: [UInt8]
  private let file: Handle

  /// Owns the descriptor that copies of the value share.
  private final class Handle: Sendable {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
      self.descriptor = descriptor
    }
  }

  /// Opens the file at `path`, or creates it; throws if `path` is a symbolic link.
  package init(path: [UInt8]) throws(SystemError) {
    self.path = path
    file = Handle(try Directory.current.openFile(toAppend: path))
  }

  /// Takes an exclusive advisory lock on the file (flock(2)), which lasts until it is closed.
  ///
  /// - Returns: false if another process holds the lock.
  package func lock() -> Bool {
    flock(file.descriptor.number, LOCK_EX | LOCK_NB) == 0
  }

  /// Reads the whole file as it is now.
  package func content() throws(InputError) -> [UInt8] {
    try InputFile(path: path, followingLinks: true).readAll(limit: .max)
  }

  /// Writes `bytes` at the end of the file.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    try file.descriptor.write(bytes, path: path)
  }
}
