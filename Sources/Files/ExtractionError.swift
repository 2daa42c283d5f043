/// Why an entry of an archive is not unpacked. Paths are those in the archive.
package enum ExtractionError: Error, Equatable {
  case system(SystemError)
  /// The path could lead out of the directory everything is unpacked to.
  case unsafePath(path: [UInt8], EntryPath.Fault)
  /// The symbolic link could lead out of that directory.
  case unsafeLink(path: [UInt8], target: [UInt8])
  /// Where `path` needs a directory there is a link or a file, of the path `obstacle`.
  case blocked(path: [UInt8], obstacle: [UInt8])
  /// Something has that name already, and it was not to be overwritten.
  case exists(path: [UInt8])
  /// The file system takes the path for that of another entry unpacked before, as where it does not
  /// tell upper from lower case.
  case sameName(path: [UInt8])
  /// A directory has the name of what is no directory; those are never overwritten.
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
      "\(displayName(of: path)): \(displayName(of: obstacle)) there is a link or file, no folder"
    case .exists(let path):
      "\(displayName(of: path)): exists already; unpack elsewhere, or replace it with --overwrite"
    case .sameName(let path):
      "\(displayName(of: path)): has the name of another file of the archive, as far as this file "
        + "system can tell; unpack it by itself, elsewhere"
    case .directoryInTheWay(let path):
      "\(displayName(of: path)): a folder of that name is in the way"
    }
  }
}
