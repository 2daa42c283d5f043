import CPlatform

extension Directory {
  /// A way to rename a file only if the new name is free.
  package enum ExclusiveRename: CaseIterable {
    /// One system call, which only macOS has, and not for every file system.
    case rename
    /// Links the new name, then removes the old one; needs hard links.
    case link
    /// Creates an empty file of the new name, then renames over it. This works everywhere, but a
    /// crash in between leaves the empty file.
    case reserve
  }

  /// Throws if no file can be created in this directory; removes the one that it creates to know.
  func checkWritable() throws(SystemError) {
    do {
      _ = try TemporaryFile.create(for: [], in: self, mode: 0o600)
    } catch {
      throw SystemError(.write, path.isEmpty ? [0x2E] : path, code: error.code)
    }
  }

  /// Renames within this directory; throws `EEXIST` if `final` is taken and `replacing` is false.
  package func publish(
    _ name: [UInt8], as final: [UInt8], replacing: Bool
  ) throws(SystemError) {
    if replacing {
      try rename(name, over: final)
    } else {
      try rename(name, toUnused: final)
    }
  }

  /// Renames within this directory and replaces whatever is called `final`, except a directory.
  package func rename(_ name: [UInt8], over final: [UInt8]) throws(SystemError) {
    let from = try CPath(name, for: .rename)
    let to = try CPath(final, for: .rename)
    try attempt(.rename, path.appending(final)) {
      unsafe renameat(number, from.bytes, number, to.bytes)
    }
  }

  /// Renames within this directory; throws `EEXIST` and changes nothing if `final` is taken.
  ///
  /// Tries `ways` in order until the file system supports one.
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
      // glibc declares Linux's renameat2 only under _GNU_SOURCE, which Swift does not set.
      throw SystemError(.rename, path.appending(final), code: ENOTSUP)
    #endif
  }

  private func linkThenRemove(_ name: [UInt8], to final: [UInt8]) throws(SystemError) {
    let from = try CPath(name, for: .rename)
    let to = try CPath(final, for: .rename)
    try attempt(.rename, path.appending(final)) {
      unsafe linkat(number, from.bytes, number, to.bytes, 0)
    }
    // The file has its final name, so a temporary one that stays does no harm.
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
