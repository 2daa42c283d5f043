import CPlatform

/// A call to the operating system that failed.
package struct SystemError: Error, Equatable {
  /// What was tried; the raw value completes "cannot …".
  package enum Operation: String, Sendable {
    case open
    case inspect
    case list
    case read
    case readLink = "read the link"
    case create
    case createDirectory = "create the directory"
    case createLink = "create the link"
    case write
    case setMode = "set the permissions"
    case setTime = "set the time"
    case sync = "bring to disk"
    case rename = "put into place"
    case remove
  }

  package let operation: Operation
  /// The path as its bytes; names need not be UTF-8.
  package let path: [UInt8]
  /// The value of `errno`.
  package let code: Int32

  package init(_ operation: Operation, _ path: [UInt8], code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// The same of another path: that of what was asked for, where the one tried is a step to it.
  func about(_ path: [UInt8]) -> SystemError { SystemError(operation, path, code: code) }

  /// Nothing is called `path`.
  package static func missing(_ path: [UInt8]) -> SystemError {
    SystemError(.inspect, path, code: ENOENT)
  }

  /// The code of ``isExisting``.
  static var existing: Int32 { EEXIST }

  /// Nothing has that name.
  package var isMissing: Bool { code == ENOENT }

  /// Something already has that name.
  package var isExisting: Bool { code == EEXIST }

  /// The next file would meet the same: the disk or the quota is full, or there is no writing to
  /// the file system any more.
  package var isLasting: Bool { code == ENOSPC || code == EDQUOT || code == EROFS }

  /// The disk, the quota or the largest file allowed is full.
  package var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

  /// What was to be opened as a directory is a link or a file.
  var isNoDirectory: Bool { code == ENOTDIR || code == ELOOP || code == EMLINK }

  /// A directory lies where something else was to go.
  var isDirectoryInTheWay: Bool { code == EISDIR }
}

extension SystemError: CustomStringConvertible {
  /// One line: the path, what was tried, why it failed and, where there is something, what to do.
  package var description: String {
    let reason = unsafe String(cString: strerror(code))
    let advice = hint.map { "; \($0)" } ?? ""
    return "\(displayName(of: path)): cannot \(operation.rawValue): \(reason)\(advice)"
  }

  /// What the user can do about it.
  package var hint: String? {
    switch code {
    case ENOSPC: "free some there or choose another folder"
    case EDQUOT: "your quota there is used up: free some space or choose another folder"
    case EFBIG: "the file system or `ulimit -f` allows no larger file"
    case EACCES, EPERM: "check the owner and the permissions of it and of the folders above it"
    case ENOENT: "check the spelling and that the folders above it exist"
    case ENOTDIR: "a part of the path is no folder"
    case EEXIST: "choose another name, or replace it with --overwrite"
    case EROFS: "that file system is read-only: choose another folder"
    case ELOOP: "symbolic links are not followed here"
    case ENAMETOOLONG: "the file system allows no name of that length"
    case EMFILE, ENFILE: "too many files are open: see `ulimit -n`"
    case EIO: "the disk or the connection to it may be failing"
    default: nil
    }
  }
}
