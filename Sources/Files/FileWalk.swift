import Bytes

/// All files below some files and directories, in archive order.
package struct FileWalk: Equatable, Sendable {
  /// Sorted by the components of the archive path, compared as bytes, so that a directory directly
  /// precedes its content. The same files have the same order on every file system.
  package let entries: [FoundFile]
  /// Sorted by path.
  package let problems: [FileProblem]

  /// Finds `arguments` and everything below those that are directories.
  ///
  /// Archive paths are those that `cp -r` would create: they begin with the last component of an
  /// argument. The content of an argument that ends in `.` or `..`, or is `/`, gets no prefix.
  /// Symbolic links are entries themselves and are not followed, not even as arguments; only
  /// `link/`, with the slash, is the directory it points to.
  ///
  /// - Parameters:
  ///   - excluding: patterns for archive paths; a directory that matches is not entered.
  ///   - skipping: files left out silently, such as the archive that is written.
  ///   - replaced: a file left out with a problem on record, because its content will be lost.
  package static func walk(
    _ arguments: [[UInt8]], excluding: [Glob] = [], skipping: Set<FileIdentity> = [],
    replacing replaced: FileIdentity? = nil
  ) throws(WalkError) -> FileWalk {
    var walker = Walker(excluded: excluding, skipped: skipping, replaced: replaced)
    for argument in arguments {
      try walker.start(at: argument)
      walker.descend()
    }
    return try walker.finish()
  }

  /// This walk with those regular files for which `isWanted` is true, and no other entries.
  package func files(where isWanted: (FoundFile) -> Bool) -> FileWalk {
    FileWalk(
      entries: entries.filter { $0.kind == .regular && isWanted($0) }, problems: problems)
  }

  /// The last component of `argument`; empty for `.`, `..` and `/`.
  package static func rootName(of argument: [UInt8]) -> [UInt8] {
    let last = argument.split(separator: 0x2F).last.map { Array($0) } ?? []
    return last == [0x2E] || last == [0x2E, 0x2E] ? [] : last
  }
}

private struct Walker {
  let excluded: [Glob]
  let skipped: Set<FileIdentity>
  let replaced: FileIdentity?
  var entries: [FoundFile] = []
  var problems: [FileProblem] = []
  /// Directories to list. An explicit stack allows trees of any depth.
  var pending: [(systemPath: [UInt8], archivePath: [UInt8])] = []

  mutating func start(at argument: [UInt8]) throws(WalkError) {
    guard !argument.isEmpty else { throw .emptyArgument }
    let status: FileStatus
    do throws(SystemError) {
      guard let found = try Directory.current.status(of: argument) else {
        throw SystemError.missing(argument)
      }
      status = found
    } catch {
      throw .argument(error)
    }
    note(status, systemPath: argument, archivePath: FileWalk.rootName(of: argument)) {
      () throws(SystemError) in try Directory.current.linkTarget(of: argument)
    }
  }

  /// Lists all pending directories and those below them.
  mutating func descend() {
    while let (systemPath, archivePath) = pending.popLast() {
      do throws(SystemError) {
        // Only an argument may be reached through a link (`link/`), nothing below it.
        let directory = try Directory(path: systemPath, followingLinks: false)
        for name in try directory.names() {
          look(at: name, in: directory, archivePath: archivePath.appending(name))
        }
      } catch {
        problems.append(FileProblem(path: systemPath, reason: .system(error)))
      }
    }
  }

  mutating func look(at name: [UInt8], in directory: Directory, archivePath: [UInt8]) {
    let systemPath = directory.path.appending(name)
    do throws(SystemError) {
      guard let status = try directory.status(of: name) else {
        throw SystemError.missing(systemPath)
      }
      note(status, systemPath: systemPath, archivePath: archivePath) { () throws(SystemError) in
        try directory.linkTarget(of: name)
      }
    } catch {
      problems.append(FileProblem(path: systemPath, reason: .system(error)))
    }
  }

  mutating func note(
    _ status: FileStatus, systemPath: [UInt8], archivePath: [UInt8],
    linkTarget: () throws(SystemError) -> [UInt8]
  ) {
    guard !skipped.contains(status.stamp.identity),
      !excluded.contains(where: { $0.covers(archivePath) })
    else { return }
    guard status.stamp.identity != replaced else {
      problems.append(FileProblem(path: systemPath, reason: .replaced))
      return
    }
    func add(_ kind: FoundFile.Kind) {
      entries.append(
        FoundFile(
          archivePath: archivePath, systemPath: systemPath, kind: kind, mode: status.mode,
          stamp: status.stamp))
    }
    switch status.kind {
    case .regular:
      add(.regular)
    case .directory:
      pending.append((systemPath, archivePath))
      if !archivePath.isEmpty { add(.directory) }
    case .symlink:
      do {
        add(.symlink(target: try linkTarget()))
      } catch {
        problems.append(FileProblem(path: systemPath, reason: .system(error)))
      }
    case .pipe, .socket, .device:
      problems.append(FileProblem(path: systemPath, reason: .special(status.kind)))
    }
  }

  consuming func finish() throws(WalkError) -> FileWalk {
    entries.sort { $0.archivePath.precedesPath($1.archivePath) }
    for (first, second) in zip(entries, entries.dropFirst())
    where first.archivePath == second.archivePath {
      throw .sameName(
        archivePath: first.archivePath, first: first.systemPath, second: second.systemPath)
    }
    problems.sort { $0.path.precedesPath($1.path) }
    return FileWalk(entries: entries, problems: problems)
  }
}
