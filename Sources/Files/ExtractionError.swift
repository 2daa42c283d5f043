/// Why an archive entry is not extracted. Paths are those in the archive.
package enum ExtractionError: Error, Equatable {
  case system(SystemError)
  /// The path could lead out of the extraction directory.
  case unsafePath(path: [UInt8], EntryPath.Fault)
  /// The symbolic link could lead out of that directory.
  case unsafeLink(path: [UInt8], target: [UInt8])
  /// A link or file called `obstacle` is in the way of a directory above `path`.
  case blocked(path: [UInt8], obstacle: [UInt8])
  /// The name is taken, and overwriting is not allowed.
  case exists(path: [UInt8])
  /// To the file system the path is that of another extracted entry, for example because it ignores
  /// case.
  case sameName(path: [UInt8])
  /// A directory has the name of a file or link; directories are never overwritten.
  case directoryInTheWay(path: [UInt8])
}

extension ExtractionError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error):
      error.description
    case .unsafePath(let path, let fault):
      "\(displayName(of: path)): refused: \(fault)"
    case .unsafeLink(let path, let target):
      """
      \(displayName(of: path)): refused: the link to \(displayName(of: target)) could lead out of \
      the folder
      """
    case .blocked(let path, let obstacle):
      "\(displayName(of: path)): a link or file is in the way of folder "
        + displayName(of: obstacle)
    case .exists(let path):
      "\(displayName(of: path)): exists already"
    case .sameName(let path):
      "\(displayName(of: path)): has the name of another file of the archive, as far as this file "
        + "system can tell; unpack it by itself, elsewhere"
    case .directoryInTheWay(let path):
      "\(displayName(of: path)): a folder of that name is in the way"
    }
  }
}
