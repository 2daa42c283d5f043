import Bytes

/// A file that appears under its name when it is complete, or never.
///
/// It is written under a temporary name beside the final one. Whatever goes wrong, up to an
/// interrupt (see ``Interrupts``), nothing comes to lie under the final name and what lay there
/// stays. Links under the final name are replaced, not followed.
package final class OutputFile: ReadableByteSink {
  private let temporary: TemporaryFile
  private let replacing: Bool

  /// Starts writing.
  ///
  /// - Parameters:
  ///   - path: the final name.
  ///   - replacing: whether a file of that name may be replaced. If not, one that is there now is
  ///     an error at once, one that appears later an error of ``commit()``.
  ///   - mode: the permissions, of which the umask takes away as usual.
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
      temporary = try TemporaryFile(for: name, in: directory, mode: mode)
    } catch {
      throw .system(error)
    }
  }

  /// The temporary file's identity, which stays the same when it gets its final name.
  package var identity: FileIdentity {
    get throws(SystemError) {
      try temporary.descriptor.status(path: temporary.path).stamp.identity
    }
  }

  /// Bytes appended so far.
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

  /// Brings the content to the disk, then the file to its name.
  ///
  /// The one error that leaves the complete file under its name is that of bringing the name to
  /// the disk: ``SystemError/Operation/sync`` with the directory's path.
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

  /// The directory that `path` is to lie in.
  static func directory(
    _ folder: [UInt8], for path: [UInt8]
  ) throws(SystemError) -> Directory {
    do {
      return try Directory(path: folder)
    } catch {
      // The folder may be named nowhere but in there.
      throw SystemError(.create, path, code: error.code)
    }
  }

  /// What keeps a file from taking that name, as far as that can be told beforehand.
  private static func obstacle(
    to name: [UInt8], in directory: Directory, replacing: Bool
  ) throws(SystemError) -> OutputError? {
    guard var found = try directory.status(of: name) else { return nil }
    let path = directory.path.appending(name)
    guard replacing else { return .exists(path: path) }
    if found.kind == .symlink {
      // Renaming over /dev/stdout would go well for root, and badly for everybody.
      guard let meant = try directory.status(of: name, followingLinks: true) else { return nil }
      found = meant
    }
    return found.kind == .regular ? nil : .notRegular(path: path)
  }
}

/// The directory of `path`, empty for the current one, and the name in it.
func splitPath(_ path: [UInt8]) -> (directory: [UInt8], name: [UInt8]) {
  guard let slash = path.lastIndex(of: 0x2F) else { return ([], path) }
  return (Array(path[...slash]), Array(path[(slash + 1)...]))
}
