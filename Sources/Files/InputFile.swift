import Bytes

/// A regular file open to read, by any number of threads at once.
package final class InputFile: ByteSource {
  /// As the caller named it.
  package let path: [UInt8]
  /// The file's state when it was opened.
  package let stamp: FileStamp
  private let descriptor: Descriptor

  /// Opens `path`; never waits, should it be a pipe, and never opens what is no regular file.
  ///
  /// - Parameter followingLinks: whether `path` itself may be a symbolic link. Files found by a
  ///   walk may not: a link there was put in since.
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

  /// Bytes in the file when it was opened.
  package var count: Int { stamp.size }

  /// `count` bytes from `offset`.
  ///
  /// Throws ``InputError/endsEarly(path:offset:needed:available:)``, before anything is allocated,
  /// if they are not all there.
  package func read(at offset: Int, count: Int) throws(InputError) -> [UInt8] {
    try descriptor.read(at: offset, count: count, of: self.count, path: path)
  }

  /// All the file held when it was opened, if that is at most `limit` bytes.
  ///
  /// Files that the system makes up while they are read, as those of /proc, say that they hold
  /// nothing: such a file is read to its end.
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

  /// The digest of all the file held when it was opened, or of its first `limit` bytes, a piece
  /// at a time in memory.
  package func digest(ofFirst limit: Int = .max) throws(InputError) -> Digest {
    try Digest(ofFirst: min(count, limit)) { offset, count throws(InputError) in
      try read(at: offset, count: count)
    }
  }

  /// Whether this is another file than `earlier` was taken of, or was written to since.
  ///
  /// A change of permissions or of the number of hard links counts as well: the file system
  /// keeps one time (ctime) for all of these.
  package func changed(since earlier: FileStamp) -> Bool {
    guard let now = try? descriptor.status(path: path) else { return true }
    return now.stamp != earlier
  }
}

extension Descriptor {
  /// `count` bytes from `offset`, of a file of `size`; `path` is for the error, which is thrown
  /// before anything is allocated.
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

  /// `count` bytes from `offset`, or as many as there are.
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
