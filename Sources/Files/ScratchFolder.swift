import CPlatform

/// A temporary folder in `TMPDIR`, or `/tmp` if that is not set.
///
/// It is removed with its content when its last reference is released, and on an interrupt.
package final class ScratchFolder: Sendable {
  /// Absolute, or relative to the current directory if `TMPDIR` is.
  package let path: [UInt8]
  private let parent: Directory
  private let name: [UInt8]

  /// Creates a folder that only its owner may access.
  ///
  /// - Parameter parentPath: the directory to create it in; nil for `TMPDIR` or `/tmp`.
  package init(in parentPath: [UInt8]? = nil) throws(SystemError) {
    let named = unsafe getenv("TMPDIR").map { unsafe Array(String(cString: $0).utf8) } ?? []
    parent = try Directory(path: parentPath ?? (named.isEmpty ? Array("/tmp".utf8) : named))
    name = temporaryName(for: Array("scratch".utf8))
    path = parent.path.appending(name)
    let (parent, name) = (parent, name)
    try PendingFiles.create(name, in: parent, isFolder: true) { () throws(SystemError) in
      guard try parent.makeDirectory(named: name, mode: 0o700) else {
        throw SystemError(.createDirectory, parent.path.appending(name), code: EEXIST)
      }
    }
  }

  deinit {
    try? parent.removeTree(name)
    PendingFiles.forget(name, in: parent)
  }

  /// The path of something in the folder.
  package func path(of name: String) -> [UInt8] {
    path.appending(Array(name.utf8))
  }

  /// Writes a new file; throws if the name is taken.
  ///
  /// - Parameter modified: the time of last modification; nil for now.
  package func write(
    _ bytes: [UInt8], to name: String, modified: FileTime? = nil
  ) throws(SystemError) {
    let file = try Directory.current.createFile(named: path(of: name), mode: 0o600)
    try file.write(bytes, path: path(of: name))
    if let modified { try file.setTime(modified, path: path(of: name)) }
  }

  /// Sets the time of last modification of a subfolder.
  package func setTime(_ time: FileTime, of name: String) throws(SystemError) {
    try Directory(path: path(of: name)).setMetadata(mode: 0o700, modified: time)
  }

  /// The content of a file in the folder.
  package func read(_ name: String) throws(InputError) -> [UInt8] {
    try InputFile(path: path(of: name)).readAll(limit: .max)
  }

  /// Creates a subfolder.
  package func makeFolder(_ name: String) throws(SystemError) {
    _ = try Directory.current.makeDirectory(named: path(of: name), mode: 0o700)
  }
}

extension Directory {
  /// Removes `name` and, if it is a directory, everything below it; follows no links.
  func removeTree(_ name: [UInt8]) throws(SystemError) {
    let isDirectory = try status(of: name)?.kind == .directory
    if isDirectory {
      let below = try directory(named: name)
      for name in try below.names() { try below.removeTree(name) }
    }
    try remove(name, directory: isDirectory)
  }
}
