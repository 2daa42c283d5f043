import Bytes

/// Where the content of a file being unpacked goes.
package struct FileSink: ByteSink {
  fileprivate let file: TemporaryFile

  package mutating func append(_ bytes: [UInt8]) throws(SystemError) {
    try file.append(bytes)
  }
}

extension ExtractionRoot {
  /// Unpacks one file, whose content `body` appends to the sink it is given.
  ///
  /// Throws ``ExtractionError``, and what `body` throws as it is; nothing is left of the file then.
  ///
  /// - Parameters:
  ///   - mode: of which `0o777` is restored.
  ///   - overwrite: whether what has that name may be replaced, unless it is a directory. A link
  ///     is replaced itself, never what it points to.
  package func writeFile(
    _ path: [UInt8], mode: UInt16, modified: FileTime, overwrite: Bool,
    body: (inout FileSink) throws -> Void
  ) throws {
    let entry = try EntryPath(path)
    let (directory, name) = try place(of: entry)
    try check(name, in: directory, entry: entry, overwrite: overwrite)
    let file = try extracting { () throws(SystemError) in
      try TemporaryFile(for: name, in: directory, mode: 0o600)
    }
    // The sink may have been kept by someone, and the file with it.
    defer { file.remove() }
    var sink = FileSink(file: file)
    try body(&sink)
    try publishing(entry) { () throws(SystemError) in
      try file.flush()
      try file.descriptor.setMode(mode & 0o777, path: file.path)
      try file.descriptor.setTime(modified, path: file.path)
      note(try file.descriptor.status(path: file.path).stamp.identity, of: entry)
      try file.publish(replacing: overwrite)
    }
  }

  /// Unpacks one symbolic link.
  ///
  /// Refuses an empty or absolute `target` and one that could lead out of the directory
  /// everything is unpacked to; `..` may only stand in front.
  package func createSymlink(
    _ path: [UInt8], target: [UInt8], modified: FileTime, overwrite: Bool
  ) throws(ExtractionError) {
    let entry = try EntryPath(path)
    guard entry.allowsLink(to: target) else { throw .unsafeLink(path: path, target: target) }
    let (directory, name) = try place(of: entry)
    try check(name, in: directory, entry: entry, overwrite: overwrite)
    let temporary = temporaryName(for: name)
    try publishing(entry) { () throws(SystemError) in
      do throws(SystemError) {
        try PendingFiles.create(temporary, in: directory) { () throws(SystemError) in
          try directory.createSymlink(named: temporary, target: target)
        }
        defer { PendingFiles.forget(temporary, in: directory) }
        try directory.setLinkTime(of: temporary, modified)
        if let made = try directory.status(of: temporary) { note(made.stamp.identity, of: entry) }
        try directory.publish(temporary, as: name, replacing: overwrite)
      } catch {
        try? directory.remove(temporary)
        throw error.about(directory.path.appending(name))
      }
    }
  }

  /// Finds out early what publishing would find out in the end.
  private func check(
    _ name: [UInt8], in directory: Directory, entry: EntryPath, overwrite: Bool
  ) throws(ExtractionError) {
    let found = try extracting { () throws(SystemError) in try directory.status(of: name) }
    guard let found else { return }
    if let before = writtenEntry(found.stamp.identity), before != entry {
      throw .sameName(path: entry.bytes)
    }
    guard overwrite else { throw .exists(path: entry.bytes) }
    guard found.kind != .directory else { throw .directoryInTheWay(path: entry.bytes) }
  }

  private func publishing(
    _ entry: EntryPath, _ body: () throws(SystemError) -> Void
  ) throws(ExtractionError) {
    do {
      try body()
    } catch {
      if error.isExisting { throw .exists(path: entry.bytes) }
      if error.isDirectoryInTheWay { throw .directoryInTheWay(path: entry.bytes) }
      throw .system(error)
    }
  }
}
