import Bytes
import Synchronization

/// The directory an archive is unpacked to, which nothing unpacked can leave.
///
/// Every part of every path is opened by its parent's descriptor and may be no link, so neither a
/// link in the archive nor one that somebody puts in meanwhile leads elsewhere. Files appear under
/// their names when they are complete. Of the permissions the nine of `0o777` are restored,
/// exactly, whatever the umask; the setuid, setgid and sticky bits never are.
///
/// Any number of threads may use it. They must not unpack the same path twice at a time.
package final class ExtractionRoot: Sendable {
  private struct Metadata {
    let mode: UInt16
    let modified: FileTime
  }

  private let root: Directory
  private let directories = Mutex<[EntryPath: Metadata]>([:])
  /// Files and links that came out of the archive, and what they are called there.
  private let written = Mutex<[FileIdentity: EntryPath]>([:])

  /// Opens the directory `path`, and first makes it, and those above it, where it is missing.
  ///
  /// Links in `path` itself are followed: the user named it.
  package init(path: [UInt8]) throws(SystemError) {
    for end in path.indices.dropFirst() where path[end] == 0x2F && path[end - 1] != 0x2F {
      try Self.make(Array(path[..<end]))
    }
    if !path.isEmpty { try Self.make(path) }
    root = try Directory(path: path)
  }

  private static func make(_ path: [UInt8]) throws(SystemError) {
    // Looking first spares an error where an existing directory lies on a read-only file system.
    guard try Directory.current.status(of: path) == nil else { return }
    _ = try Directory.current.makeDirectory(named: path, mode: 0o777)
  }

  /// Makes a directory, or takes the one that is there; its metadata come with ``finish()``.
  ///
  /// Until then a new one is open to its owner only.
  package func createDirectory(
    _ path: [UInt8], mode: UInt16, modified: FileTime
  ) throws(ExtractionError) {
    let entry = try EntryPath(path)
    _ = try open(entry.parts[...], of: entry, lastMode: 0o700)
    directories.withLock { $0[entry] = Metadata(mode: mode & 0o777, modified: modified) }
  }

  /// Sets the permissions and times of all directories made, the deepest first.
  ///
  /// Goes on after an error, and throws the first in the end.
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

  /// Remembers what `entry` came to be.
  func note(_ identity: FileIdentity, of entry: EntryPath) {
    written.withLock { $0[identity] = entry }
  }

  /// What was written there, if anything was.
  func writtenEntry(_ identity: FileIdentity) -> EntryPath? {
    written.withLock { $0[identity] }
  }

  /// The directory `entry` lies in, made where missing, and the name in it.
  func place(of entry: EntryPath) throws(ExtractionError) -> (directory: Directory, name: [UInt8]) {
    let parts = entry.parts
    return (try open(parts.dropLast(), of: entry), parts[parts.count - 1])
  }

  /// The last directory on the way to `parts` that is there.
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

  /// Opens the directory of `parts`, one part after the other, and makes those that are missing.
  ///
  /// Directories the archive does not list get the permissions the umask leaves.
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
      // Another thread may be faster; either way it is there now.
      _ = try directory.makeDirectory(named: name, mode: mode)
      return try directory.directory(named: name)
    }
  }
}

/// Turns what the system said into an ``ExtractionError``.
func extracting<Result: ~Copyable>(
  _ body: () throws(SystemError) -> Result
) throws(ExtractionError) -> Result {
  do {
    return try body()
  } catch {
    throw .system(error)
  }
}
