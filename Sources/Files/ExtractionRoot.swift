import Bytes
import Synchronization

/// The directory an archive is extracted to, which no entry can leave.
///
/// Each component of a path is opened relative to its parent's descriptor and must not be a link,
/// so neither a link in the archive nor one that another process creates meanwhile leads elsewhere.
/// Files appear under their names when they are complete. The permissions `0o777` are restored
/// whatever the umask is; the setuid, setgid and sticky bits are not.
///
/// Any number of threads may use it, but not for the same path at the same time.
package final class ExtractionRoot: Sendable {
  private struct Metadata {
    let mode: UInt16
    let modified: FileTime
  }

  private let root: Directory
  private let directories = Mutex<[EntryPath: Metadata]>([:])
  /// The entries of the files and links that were extracted.
  private let written = Mutex<[FileIdentity: EntryPath]>([:])

  /// Opens the directory at `path`, and creates it and those above it if they are missing.
  ///
  /// Links in `path` are followed, because the user chose it.
  package init(path: [UInt8]) throws(SystemError) {
    for end in path.indices.dropFirst() where path[end] == 0x2F && path[end - 1] != 0x2F {
      try Self.make(Array(path[..<end]))
    }
    if !path.isEmpty { try Self.make(path) }
    root = try Directory(path: path)
  }

  private static func make(_ path: [UInt8]) throws(SystemError) {
    // On a read-only file system mkdir fails even for a directory that exists.
    guard try Directory.current.status(of: path) == nil else { return }
    _ = try Directory.current.makeDirectory(named: path, mode: 0o777)
  }

  /// Creates a directory, or uses the one that exists; ``finish()`` sets its metadata.
  ///
  /// Until then only the owner may access a new directory.
  package func createDirectory(
    _ path: [UInt8], mode: UInt16, modified: FileTime
  ) throws(ExtractionError) {
    let entry = try EntryPath(path)
    _ = try open(entry.parts[...], of: entry, lastMode: 0o700)
    directories.withLock { $0[entry] = Metadata(mode: mode & 0o777, modified: modified) }
  }

  /// Sets the permissions and times of all directories that were created, the deepest first.
  ///
  /// Continues after an error, and throws the first one in the end.
  package func finish() throws(ExtractionError) {
    let made = directories.withLock { directories in
      defer { directories = [:] }
      return directories.sorted { $1.key.bytes.precedesPath($0.key.bytes) }
    }
    var failure: ExtractionError?
    for (entry, metadata) in made {
      do {
        let directory = try open(entry.parts[...], of: entry)
        try extracting { () throws(SystemError) in
          try directory.setMetadata(mode: metadata.mode, modified: metadata.modified)
        }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  /// Remembers which file `entry` became.
  func note(_ identity: FileIdentity, of entry: EntryPath) {
    written.withLock { $0[identity] = entry }
  }

  /// The entry that became the file, if one did.
  func writtenEntry(_ identity: FileIdentity) -> EntryPath? {
    written.withLock { $0[identity] }
  }

  /// The directory of `entry`, created if it is missing, and the name in it.
  func parent(of entry: EntryPath) throws(ExtractionError) -> (directory: Directory, name: [UInt8])
  {
    let parts = entry.parts
    return (try open(parts.dropLast(), of: entry), parts[parts.count - 1])
  }

  /// When what lies at `path` was last changed; nil if nothing is there.
  package func modified(_ path: [UInt8]) -> FileTime? {
    guard let parts = try? EntryPath(path).parts, let name = parts.last,
      let folder = try? lastFolder(above: parts), folder.path == self.path(of: parts.dropLast())
    else { return nil }
    return (try? folder.status(of: name))?.stamp.modified
  }

  private func path(of parts: ArraySlice<[UInt8]>) -> [UInt8] {
    parts.reduce(root.path) { $0.appending($1) }
  }

  /// The deepest directory above `parts` that exists.
  func lastFolder(above parts: [[UInt8]]) throws(SystemError) -> Directory {
    var directory = root
    for part in parts.dropLast() {
      do throws(SystemError) {
        directory = try directory.directory(named: part)
      } catch {
        guard error.isMissing else { throw error }
        break
      }
    }
    return directory
  }

  /// Opens the directory of `parts`, component by component, and creates those that are missing.
  ///
  /// Directories that the archive does not list get default permissions.
  private func open(
    _ parts: ArraySlice<[UInt8]>, of entry: EntryPath, lastMode: UInt16 = 0o777
  ) throws(ExtractionError) -> Directory {
    var directory = root
    for (index, part) in parts.enumerated() {
      do throws(SystemError) {
        let mode = index == parts.count - 1 ? lastMode : 0o777
        directory = try Self.open(part, in: directory, mode: mode)
      } catch {
        guard error.isNoDirectory else { throw .system(error) }
        let obstacle = Array(parts.prefix(index + 1).joined(separator: [0x2F]))
        throw .blocked(path: entry.bytes, obstacle: obstacle)
      }
    }
    return directory
  }

  private static func open(
    _ name: [UInt8], in directory: Directory, mode: UInt16
  ) throws(SystemError) -> Directory {
    do {
      return try directory.directory(named: name)
    } catch {
      guard error.isMissing else { throw error }
      // Another thread may have created it meanwhile.
      _ = try directory.makeDirectory(named: name, mode: mode)
      return try directory.directory(named: name)
    }
  }
}

/// Runs `body` and turns its errors into ``ExtractionError``.
func extracting<Result: ~Copyable>(
  _ body: () throws(SystemError) -> Result
) throws(ExtractionError) -> Result {
  do {
    return try body()
  } catch {
    throw .system(error)
  }
}

extension ExtractionRoot {
  /// Throws if no entry at all can be extracted, so that the caller need not decode anything.
  ///
  /// One writable folder is enough: entries that cannot be written to theirs fail one by one.
  ///
  /// - Parameter paths: the paths of the entries to extract.
  /// - Throws: ``SystemError`` that names the folder.
  package func checkWritable(for paths: some Sequence<[UInt8]>) throws(SystemError) {
    var tried: Set<[UInt8]> = []
    var failure: SystemError?
    for path in paths {
      // Extracting an entry of an invalid path throws an error that names it.
      guard let parts = try? EntryPath(path).parts else { return }
      do throws(SystemError) {
        let folder = try lastFolder(above: parts)
        guard tried.insert(folder.path).inserted else { continue }
        try folder.checkWritable()
        return
      } catch {
        if error.isNoDirectory { return }
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }
}
