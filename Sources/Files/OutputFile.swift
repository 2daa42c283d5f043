import Bytes

/// A file that appears under its name only when it is complete.
///
/// It is written without a name, or under a temporary one in the same directory. After any failure,
/// including an interrupt (see ``Interrupts``), the final name has what it had before. A symbolic
/// link of the final name is replaced, not followed.
package final class OutputFile: ReadableByteSink {
  private let temporary: TemporaryFile
  private let replacing: Bool

  /// Creates the temporary file.
  ///
  /// - Parameters:
  ///   - path: the final path.
  ///   - replacing: whether to replace a file of that name. If false, a file that exists now is an
  ///     error at once, and one that appears later is an error of ``commit()``.
  ///   - mode: the permissions, to which the umask applies.
  package init(path: [UInt8], replacing: Bool, mode: UInt16 = 0o666) throws(OutputError) {
    let (folder, name) = splitPath(path)
    guard ![[], [0x2E], [0x2E, 0x2E]].contains(name) else { throw .notRegular(path: path) }
    self.replacing = replacing
    let directory: Directory
    let obstacle: OutputError?
    do throws(SystemError) {
      directory = try Self.directory(folder, for: path)
      obstacle = try Self.obstacle(to: name, in: directory, replacing: replacing)
    } catch {
      throw .system(error)
    }
    if let obstacle { throw obstacle }
    do {
      temporary = try TemporaryFile.create(for: name, in: directory, mode: mode)
    } catch {
      throw .system(error)
    }
  }

  /// The identity of the temporary file, which the final file keeps.
  package var identity: FileIdentity {
    get throws(SystemError) {
      try temporary.descriptor.status(path: temporary.path).stamp.identity
    }
  }

  /// The number of bytes appended so far.
  package var count: Int { temporary.count }

  /// Appends; after a failure every later call throws the same error.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    try temporary.append(bytes)
  }

  package var isReadable: Bool { true }

  /// `count` of the bytes appended so far, from `offset`.
  package func read(at offset: Int, count: Int) throws(InputError) -> [UInt8] {
    try temporary.read(at: offset, count: count)
  }

  /// Flushes the content to the disk, then gives the file its name.
  ///
  /// Only one error leaves the complete file under its name: ``SystemError/Operation/sync`` with
  /// the path of the directory, if the name cannot be flushed to the disk.
  package func commit() throws(OutputError) {
    do {
      try temporary.flush()
      try temporary.descriptor.sync(path: temporary.path)
      try temporary.publish(replacing: replacing)
      try temporary.directory.sync()
    } catch {
      temporary.remove()
      throw error.isExisting ? .exists(path: temporary.path) : .system(error)
    }
  }

  /// Removes what was written; does nothing after ``commit()``.
  package func abandon() {
    temporary.remove()
  }

  /// Removes the file of that name, if there is one.
  package static func removeFile(at path: [UInt8]) throws(OutputError) {
    let (folder, name) = splitPath(path)
    do throws(SystemError) {
      let directory = try Directory(path: folder)
      if try directory.status(of: name) != nil { try directory.remove(name) }
    } catch {
      throw .system(error)
    }
  }

  /// Opens `folder`, the directory of `path`.
  static func directory(
    _ folder: [UInt8], for path: [UInt8]
  ) throws(SystemError) -> Directory {
    do {
      return try Directory(path: folder)
    } catch {
      // The user gave the whole path, so the error names that.
      throw SystemError(.create, path, code: error.code)
    }
  }

  /// Why a file cannot take `name`, as far as that is known beforehand.
  private static func obstacle(
    to name: [UInt8], in directory: Directory, replacing: Bool
  ) throws(SystemError) -> OutputError? {
    guard var found = try directory.status(of: name) else { return nil }
    let path = directory.path.appending(name)
    guard replacing else { return .exists(path: path) }
    if found.kind == .symlink {
      // Root could rename over /dev/stdout, which would break it for everybody.
      guard let target = try directory.status(of: name, followingLinks: true) else { return nil }
      found = target
    }
    return found.kind == .regular ? nil : .notRegular(path: path)
  }
}

/// The directory of `path`, empty for the current one, and the name in it.
func splitPath(_ path: [UInt8]) -> (directory: [UInt8], name: [UInt8]) {
  guard let slash = path.lastIndex(of: 0x2F) else { return ([], path) }
  return (Array(path[...slash]), Array(path[(slash + 1)...]))
}

/// Why a file cannot be written under its name.
package enum OutputError: Error, Equatable {
  case system(SystemError)
  /// The name is taken, and replacing is not allowed.
  case exists(path: [UInt8])
  /// A directory, pipe, socket or device has that name; these are never replaced.
  case notRegular(path: [UInt8])
}

extension OutputError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error):
      error.description
    case .exists(let path):
      "\(displayName(of: path)): exists already"
    case .notRegular(let path):
      "\(displayName(of: path)): is no regular file and cannot be replaced by one"
    }
  }
}
