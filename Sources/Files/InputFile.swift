import Bytes

/// A regular file open for reading by any number of threads.
package final class InputFile: ByteSource {
  /// The path that the caller gave.
  package let path: [UInt8]
  /// The file's state when it was opened.
  package let stamp: FileStamp
  private let descriptor: Descriptor

  /// Opens `path`; never waits for the writer of a pipe, and throws for all but regular files.
  ///
  /// - Parameter followingLinks: whether `path` itself may be a symbolic link. For files found by a
  ///   walk this is false, because a link there has replaced the file since.
  package init(path: [UInt8], followingLinks: Bool = false) throws(InputError) {
    let descriptor = try reading { () throws(SystemError) in
      try Directory.current.openFile(named: path, followingLinks: followingLinks)
    }
    let status: FileStatus
    do {
      status = try descriptor.status(path: path)
    } catch {
      throw .system(error)
    }
    guard status.kind == .regular else { throw .notRegular(path: path) }
    self.path = path
    self.stamp = status.stamp
    self.descriptor = descriptor
  }

  /// The file's size in bytes when it was opened.
  package var count: Int { stamp.size }

  /// `count` bytes from `offset`.
  ///
  /// Throws ``InputError/endsEarly(path:offset:needed:available:)``, before it allocates anything,
  /// if the file ends before.
  package func read(at offset: Int, count: Int) throws(InputError) -> [UInt8] {
    try descriptor.read(at: offset, count: count, of: self.count, path: path)
  }

  /// The whole content when the file was opened, if that is at most `limit` bytes.
  ///
  /// Files that the system generates when they are read, as in /proc, have a size of 0; these are
  /// read to their end.
  package func readAll(limit: Int) throws(InputError) -> [UInt8] {
    guard count <= limit else { throw .tooLarge(path: path, count: count, limit: limit) }
    var bytes = try read(at: 0, count: count)
    guard bytes.isEmpty else { return bytes }
    while true {
      let more = try descriptor.readUpTo(1 << 16, at: bytes.count, path: path)
      if more.isEmpty { return bytes }
      bytes += more
      guard bytes.count <= limit else {
        throw .tooLarge(path: path, count: bytes.count, limit: limit)
      }
    }
  }

  /// The digest of the content when the file was opened, or of its first `limit` bytes; reads a
  /// megabyte at a time.
  package func digest(ofFirst limit: Int = .max) throws(InputError) -> Digest {
    try Digest.compute(ofFirst: min(count, limit)) { offset, count throws(InputError) in
      try read(at: offset, count: count)
    }
  }

  /// Whether this is a different file than at `earlier`, or was written to since.
  ///
  /// A change of permissions or of the number of hard links counts too, because the file system
  /// has one time (ctime) for all of these.
  package func changed(since earlier: FileStamp) -> Bool {
    guard let now = try? descriptor.status(path: path) else { return true }
    return now.stamp != earlier
  }
}

extension Descriptor {
  /// `count` bytes from `offset` of a file of `size` bytes; throws before it allocates anything if
  /// the file ends before. `path` names the file in errors.
  func read(
    at offset: Int, count: Int, of size: Int, path: [UInt8]
  ) throws(InputError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw .endsEarly(path: path, offset: offset, needed: count, available: size)
    }
    let bytes = try readUpTo(count, at: offset, path: path)
    guard bytes.count == count else {
      throw .endsEarly(
        path: path, offset: offset, needed: count, available: offset + bytes.count)
    }
    return bytes
  }

  /// `count` bytes from `offset`, or fewer if the file ends before.
  fileprivate func readUpTo(
    _ count: Int, at offset: Int, path: [UInt8]
  ) throws(InputError) -> [UInt8] {
    var failure: SystemError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let whole = unsafe UnsafeMutableRawBufferPointer(
        start: buffer.baseAddress, count: count)
      do throws(SystemError) {
        filled = unsafe try read(into: whole, at: offset, path: path)
      } catch {
        failure = error
      }
    }
    if let failure { throw .system(failure) }
    return bytes
  }
}

/// Why a file cannot be read.
package enum InputError: Error, Equatable {
  case system(SystemError)
  /// It is a directory, pipe, socket or device.
  case notRegular(path: [UInt8])
  /// The file has only `available` bytes, or had so when it was opened.
  case endsEarly(path: [UInt8], offset: Int, needed: Int, available: Int)
  /// The file is larger than the caller's limit.
  case tooLarge(path: [UInt8], count: Int, limit: Int)
}

extension InputError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error):
      error.description
    case .notRegular(let path):
      "\(displayName(of: path)): is no regular file"
    case .endsEarly(let path, let offset, let needed, let available):
      """
      \(displayName(of: path)): ends at byte \(available), \
      \(needed) bytes are needed from byte \(offset) on
      """
    case .tooLarge(let path, let count, let limit):
      "\(displayName(of: path)): has \(count) bytes, more than the \(limit) allowed"
    }
  }
}

/// Runs `body` and turns its errors into ``InputError``.
func reading<Result: ~Copyable>(
  _ body: () throws(SystemError) -> Result
) throws(InputError) -> Result {
  do {
    return try body()
  } catch {
    throw .system(error)
  }
}
