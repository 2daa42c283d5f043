/// The progress of a long operation.
public struct Progress: Sendable, Equatable {
  /// Finished files.
  public var files: Int
  /// All files.
  public var totalFiles: Int
  /// Original bytes of the finished files.
  public var bytes: Int
  /// Original bytes of all files.
  public var totalBytes: Int
  /// Paths in the archive of files and links extracted since the last report; empty for operations
  /// other than unpacking.
  public internal(set) var finished: [[UInt8]] = []

  package init(files: Int, totalFiles: Int, bytes: Int, totalBytes: Int) {
    (self.files, self.totalFiles) = (files, totalFiles)
    (self.bytes, self.totalBytes) = (bytes, totalBytes)
  }
}

/// An error or note about one file that does not end the operation.
public struct Problem: Sendable {
  /// One line that names the file.
  public let message: String
  /// Nil for a note, where nothing is lost or wrong.
  public let kind: ErrorKind?
  /// The underlying error, if any.
  public let error: (any Error)?

  package init(message: String, kind: ErrorKind?, error: (any Error)? = nil) {
    (self.message, self.kind, self.error) = (message, kind, error)
  }

  /// Wraps an error, with a prefix if the error does not name the file.
  package init(_ error: any Error, kind: ErrorKind? = nil, prefix: String = "") {
    self.init(message: "\(prefix)\(error)", kind: kind ?? ErrorKind(of: error), error: error)
  }
}
