/// A file, directory or symbolic link a walk came upon.
package struct FoundFile: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case directory
    case regular
    case symlink(target: [UInt8])
  }

  /// The name in the archive: relative, parts joined by slashes.
  package let archivePath: [UInt8]
  /// The name to open it by.
  package let systemPath: [UInt8]
  package let kind: Kind
  /// The twelve permission bits, `0o7777`.
  package let mode: UInt16
  /// For ``InputFile/changed(since:)``.
  package let stamp: FileStamp

  /// Bytes of content; 0 but for regular files.
  package var size: Int { kind == .regular ? stamp.size : 0 }

  package var modified: FileTime { stamp.modified }
}

/// Something a walk had to leave out, though nobody asked for that.
package struct FileProblem: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// A pipe, socket or device.
    case special(FileStatus.Kind)
    /// What the archive being written is to replace.
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

/// What is wrong with the arguments of a walk.
package enum WalkError: Error, Equatable {
  case emptyArgument
  /// An argument does not exist or cannot be looked at.
  case argument(SystemError)
  /// Two files would have the same name in the archive.
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
