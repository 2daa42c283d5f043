import CPlatform

extension Directory {
  /// A way to give a file a name that nothing has yet.
  package enum ExclusiveRename: CaseIterable {
    /// One system call; Darwin's, and there not for every file system.
    case rename
    /// A second name, then the first taken away; needs hard links.
    case link
    /// An empty file that holds the name, then a rename over it. Works everywhere, but the empty
    /// file would outlast a crash in between.
    case reserve
  }

  /// Throws if no file can be made in this directory; nothing is left of the one that is tried.
  func checkWritable() throws(SystemError) {
    do {
      _ = try TemporaryFile(for: [], in: self, mode: 0o600)
    } catch {
      throw SystemError(.write, path.isEmpty ? [0x2E] : path, code: error.code)
    }
  }

  /// Renames within this directory; throws `EEXIST` if `final` is taken and not to be replaced.
  package func publish(
    _ name: [UInt8], as final: [UInt8], replacing: Bool
  ) throws(SystemError) {
    if replacing {
      try rename(name, over: final)
    } else {
      try rename(name, toUnused: final)
    }
  }

  /// Renames within this directory, over anything but a directory.
  package func rename(_ name: [UInt8], over final: [UInt8]) throws(SystemError) {
    let from = try CPath(name, for: .rename)
    let to = try CPath(final, for: .rename)
    try attempt(.rename, path.appending(final)) {
      unsafe renameat(number, from.bytes, number, to.bytes)
    }
  }

  /// Renames within this directory; throws `EEXIST` if `final` is taken, and then changes nothing.
  ///
  /// Tries `ways` in their order, each where the file system does not know the one before.
  package func rename(
    _ name: [UInt8], toUnused final: [UInt8],
    ways: [ExclusiveRename] = ExclusiveRename.allCases
  ) throws(SystemError) {
    var unsupported = SystemError(.rename, path.appending(final), code: ENOTSUP)
    for way in ways {
      do {
        switch way {
        case .rename: return try renameExclusively(name, to: final)
        case .link: return try linkThenRemove(name, to: final)
        case .reserve: return try reserveThenRename(name, to: final)
        }
      } catch {
        let unknown = [EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP, EPERM, EMLINK]
        guard unknown.contains(error.code) else { throw error }
        unsupported = error
      }
    }
    throw unsupported
  }

  private func renameExclusively(_ name: [UInt8], to final: [UInt8]) throws(SystemError) {
    #if os(macOS)
      let from = try CPath(name, for: .rename)
      let to = try CPath(final, for: .rename)
      try attempt(.rename, path.appending(final)) {
        unsafe renameatx_np(number, from.bytes, number, to.bytes, UInt32(RENAME_EXCL))
      }
    #else
      // Swift does not see Linux's renameat2, which glibc declares for _GNU_SOURCE only.
      throw SystemError(.rename, path.appending(final), code: ENOTSUP)
    #endif
  }

  private func linkThenRemove(_ name: [UInt8], to final: [UInt8]) throws(SystemError) {
    let from = try CPath(name, for: .rename)
    let to = try CPath(final, for: .rename)
    try attempt(.rename, path.appending(final)) {
      unsafe linkat(number, from.bytes, number, to.bytes, 0)
    }
    // The file has its name; a second one left over does no harm to it.
    try? remove(name)
  }

  private func reserveThenRename(_ name: [UInt8], to final: [UInt8]) throws(SystemError) {
    _ = try createFile(named: final, mode: 0o600)
    do {
      try rename(name, over: final)
    } catch {
      try? remove(final)
      throw error
    }
  }
}
