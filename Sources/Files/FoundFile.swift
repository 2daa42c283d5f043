/// A file, directory or symbolic link that a walk found.
package struct FoundFile: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case directory
    case regular
    case symlink(target: [UInt8])
  }

  /// The path in the archive: relative, components joined by slashes.
  package let archivePath: [UInt8]
  /// The path to open it by.
  package let systemPath: [UInt8]
  package let kind: Kind
  /// The twelve permission bits, `0o7777`.
  package let mode: UInt16
  /// The state when the walk found it; see ``InputFile/changed(since:)``.
  package let stamp: FileStamp

  /// The size of a regular file in bytes; 0 for others.
  package var size: Int { kind == .regular ? stamp.size : 0 }

  package var modified: FileTime { stamp.modified }
}

/// A file that a walk had to leave out against the user's wish.
package struct FileProblem: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// It is a pipe, socket or device.
    case special(FileStatus.Kind)
    /// It is the old archive that the new one replaces.
    case replaced
    case system(SystemError)
  }

  package let path: [UInt8]
  package let reason: Reason

  package init(path: [UInt8], reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

extension FileProblem: CustomStringConvertible {
  package var description: String {
    switch reason {
    case .special(let kind):
      "\(displayName(of: path)): is a \(kind), left out"
    case .replaced:
      "\(displayName(of: path)): is the archive that is replaced, left out"
    case .system(let error):
      "\(error), left out"
    }
  }
}

/// Why a walk fails.
package enum WalkError: Error, Equatable {
  case emptyArgument
  /// An argument does not exist or cannot be inspected.
  case argument(SystemError)
  /// Two files would have the same path in the archive.
  case sameName(archivePath: [UInt8], first: [UInt8], second: [UInt8])
}

extension WalkError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .emptyArgument:
      "'': an empty path names no file"
    case .argument(let error):
      error.description
    case .sameName(let archivePath, let first, let second):
      """
      \(displayName(of: first)) and \(displayName(of: second)) would both be called \
      \(displayName(of: archivePath)) in the archive; rename one or pack them apart
      """
    }
  }
}
