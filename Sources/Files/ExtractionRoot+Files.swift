import Bytes

/// Receives the content of a file that is extracted.
package struct FileSink: ByteSink {
  fileprivate let file: TemporaryFile

  package mutating func append(_ bytes: [UInt8]) throws(SystemError) {
    try file.append(bytes)
  }
}

extension ExtractionRoot {
  /// Extracts one file, whose content `body` appends to a sink.
  ///
  /// Throws ``ExtractionError`` or the error of `body`, and then leaves nothing of the file.
  ///
  /// - Parameters:
  ///   - mode: permissions, of which `0o777` are restored.
  ///   - overwrite: whether to replace whatever has that name, unless it is a directory. A link is
  ///     replaced itself, never its target.
  package func writeFile(
    _ path: [UInt8], mode: UInt16, modified: FileTime, overwrite: Bool,
    body: (inout FileSink) throws -> Void
  ) throws {
    let entry = try EntryPath(path)
    let (directory, name) = try parent(of: entry)
    try check(name, in: directory, entry: entry, overwrite: overwrite)
    let file = try extracting { () throws(SystemError) in
      try TemporaryFile.create(for: name, in: directory, mode: 0o600)
    }
    // The caller may have kept the sink, and with it the file.
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

  /// Extracts one symbolic link.
  ///
  /// Refuses a target that ``EntryPath/allowsLink(to:)`` does not allow.
  package func createSymlink(
    _ path: [UInt8], target: [UInt8], modified: FileTime, overwrite: Bool
  ) throws(ExtractionError) {
    let entry = try EntryPath(path)
    guard entry.allowsLink(to: target) else { throw .unsafeLink(path: path, target: target) }
    let (directory, name) = try parent(of: entry)
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

  /// Throws early the errors that publishing would throw in the end.
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
