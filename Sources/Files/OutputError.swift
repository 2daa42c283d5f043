/// Why a file cannot be written under the name asked for.
package enum OutputError: Error, Equatable {
  case system(SystemError)
  /// Something has that name already, and it was not to be replaced.
  case exists(path: [UInt8])
  /// A directory, pipe, socket or device has that name; those are never replaced.
  case notRegular(path: [UInt8])
}

extension OutputError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error):
      error.description
    case .exists(let path):
      "\(displayName(of: path)): exists already; choose another name, or replace it with --overwrite"
    case .notRegular(let path):
      "\(displayName(of: path)): is no regular file and cannot be replaced by one"
    }
  }
}
