import CPlatform
import Synchronization

#if os(Linux)
  /// Files without a name until they are complete (`O_TMPFILE`, open(2)), which vanish if the
  /// process is killed.
  extension Directory {
    /// Whether a file system, by its device, can create unnamed files and link them later. Some can
    /// create but not link them, so each is tried once.
    private static let supported = Mutex<[UInt64: Bool]>([:])

    private var supportsUnnamedFiles: Bool {
      guard let device = try? status(of: [0x2E])?.stamp.identity.device else { return false }
      return Self.supported.withLock { supported in
        if let known = supported[device] { return known }
        let works = tryUnnamedFile()
        supported[device] = works
        return works
      }
    }

    private func tryUnnamedFile() -> Bool {
      let name = temporaryName(for: [])
      do {
        try link(try openUnnamedFile(mode: 0o600), as: name)
        try remove(name)
        return true
      } catch {
        return false
      }
    }

    /// Creates an unnamed file for writing and reading, of the permissions that the umask leaves of
    /// `mode`; nil if the file system has no such files.
    func createUnnamedFile(mode: UInt16) throws(SystemError) -> Descriptor? {
      supportsUnnamedFiles ? try openUnnamedFile(mode: mode) : nil
    }

    private func openUnnamedFile(mode: UInt16) throws(SystemError) -> Descriptor {
      // Swift does not see O_TMPFILE; the number is the same on all machines that Swift supports.
      try open([0x2E], flags: O_RDWR | 0o20_000_000 | O_DIRECTORY, mode: mode, for: .create)
    }

    /// Gives an unnamed file a name; throws `EEXIST` if the name is taken.
    func link(_ file: borrowing Descriptor, as name: [UInt8]) throws(SystemError) {
      // Only root may link the descriptor itself (AT_EMPTY_PATH).
      let from = try CPath(Array("/proc/self/fd/\(file.number)".utf8), for: .rename)
      let to = try CPath(name, for: .rename)
      try attempt(.rename, path.appending(name)) {
        unsafe linkat(AT_FDCWD, from.bytes, number, to.bytes, AT_SYMLINK_FOLLOW)
      }
    }
  }
#endif
