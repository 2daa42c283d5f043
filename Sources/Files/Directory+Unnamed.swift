import CPlatform
import Synchronization

#if os(Linux)
  /// Files that have no name until they are complete (`O_TMPFILE`, open(2)): of a program that is
  /// killed nothing is left of them, whatever it was at.
  extension Directory {
    /// Whether files here can be made without a name and get one later; tried once for each file
    /// system, as some know the first and not the second.
    private static let knowing = Mutex<[UInt64: Bool]>([:])

    private var takesUnnamedFiles: Bool {
      guard let device = try? status(of: [0x2E])?.stamp.identity.device else { return false }
      return Self.knowing.withLock { knowing in
        if let known = knowing[device] { return known }
        let works = tryUnnamedFile()
        knowing[device] = works
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

    /// Makes a file to write and read that has no name; nil where there are none such. The umask applies.
    func createUnnamedFile(mode: UInt16) throws(SystemError) -> Descriptor? {
      takesUnnamedFiles ? try openUnnamedFile(mode: mode) : nil
    }

    private func openUnnamedFile(mode: UInt16) throws(SystemError) -> Descriptor {
      // __O_TMPFILE is the same number on all machines that Swift runs on.
      try open([0x2E], flags: O_RDWR | 0o20_000_000 | O_DIRECTORY, mode: mode, for: .create)
    }

    /// Names a file that was made without; throws `EEXIST` if something has that name.
    func link(_ file: borrowing Descriptor, as name: [UInt8]) throws(SystemError) {
      // Only root may name it by the descriptor itself.
      let from = try CPath(Array("/proc/self/fd/\(file.number)".utf8), for: .rename)
      let to = try CPath(name, for: .rename)
      try attempt(.rename, path.appending(name)) {
        unsafe linkat(AT_FDCWD, from.bytes, number, to.bytes, AT_SYMLINK_FOLLOW)
      }
    }
  }
#endif
