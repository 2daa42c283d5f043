/// How far a long operation has come.
public struct Progress: Sendable, Equatable {
  /// Files finished.
  public var files: Int
  /// Files there are.
  public var totalFiles: Int
  /// Bytes of the original files finished.
  public var bytes: Int
  /// Bytes of all original files.
  public var totalBytes: Int

  package init(files: Int, totalFiles: Int, bytes: Int, totalBytes: Int) {
    (self.files, self.totalFiles) = (files, totalFiles)
    (self.bytes, self.totalBytes) = (bytes, totalBytes)
  }
}

/// Something a user should know about one file, though the operation went on.
public struct Problem: Sendable {
  /// One line that names the file.
  public let message: String
  /// Nil where nothing is lost or wrong, only worth knowing.
  public let kind: ErrorKind?

  package init(message: String, kind: ErrorKind?) {
    self.message = message
    self.kind = kind
  }
}
