import CPlatform

/// A failed system call.
package struct SystemError: Error, Equatable {
  /// The operation that failed; the raw value completes "cannot …".
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
  /// The bytes of the path, which need not be UTF-8.
  package let path: [UInt8]
  /// The value of `errno`.
  package let code: Int32

  package init(_ operation: Operation, _ path: [UInt8], code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// The same error for another path: the one that the caller asked for.
  func about(_ path: [UInt8]) -> SystemError { SystemError(operation, path, code: code) }

  /// The error that `path` does not exist.
  package static func missing(_ path: [UInt8]) -> SystemError {
    SystemError(.inspect, path, code: ENOENT)
  }

  /// The code of ``isExisting``.
  static var existing: Int32 { EEXIST }

  /// The file does not exist.
  package var isMissing: Bool { code == ENOENT }

  /// Whether a file or folder that was to be read does not exist.
  package var isMissingInput: Bool {
    isMissing && (operation == .open || operation == .inspect || operation == .list)
  }

  /// The name is taken.
  package var isExisting: Bool { code == EEXIST }

  /// The next file would fail too: the disk or the quota is full, or the file system has become
  /// read-only.
  package var isLasting: Bool { code == ENOSPC || code == EDQUOT || code == EROFS }

  /// The disk or the quota is full, or the file has reached the largest size allowed.
  package var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

  /// A link or a file was found where a directory was expected.
  var isNoDirectory: Bool { code == ENOTDIR || code == ELOOP || code == EMLINK }

  /// A directory was found where something else was expected.
  var isDirectoryInTheWay: Bool { code == EISDIR }
}

extension SystemError: CustomStringConvertible {
  /// One line: the path, the operation, the reason and, if there is one, the advice.
  package var description: String {
    // What is missing is said the same way whatever was tried first.
    if isMissingInput { return "\(displayName(of: path)): no such file or folder; check the name" }
    let reason = unsafe String(cString: strerror(code))
    let advice = hint.map { "; \($0)" } ?? ""
    return "\(displayName(of: path)): cannot \(operation.rawValue): \(reason)\(advice)"
  }

  /// Advice to the user.
  package var hint: String? {
    switch code {
    case ENOSPC: "free some there or choose another folder"
    case EDQUOT: "your quota there is used up: free some space or choose another folder"
    case EFBIG: "the file system or `ulimit -f` allows no larger file"
    case EACCES, EPERM: "check the owner and the permissions of it and of the folders above it"
    case ENOENT: "check the spelling and that the folders above it exist"
    case ENOTDIR: "a part of the path is no folder"
    case EROFS: "that file system is read-only: choose another folder"
    case ELOOP: "symbolic links are not followed here"
    case ENAMETOOLONG: "the file system allows no name of that length"
    case EMFILE, ENFILE: "too many files are open: see `ulimit -n`"
    case EIO: "the disk or the connection to it may be failing"
    default: nil
    }
  }
}
