/// Why a file cannot be read as a whole.
package enum InputError: Error, Equatable {
  case system(SystemError)
  /// It is a directory, pipe, socket or device.
  case notRegular(path: [UInt8])
  /// The file ends at `available`, in bytes, before or since it was opened.
  case endsEarly(path: [UInt8], offset: Int, needed: Int, available: Int)
  /// The file holds more bytes than the caller has room for.
  case tooLarge(path: [UInt8], count: Int, limit: Int)
}

extension InputError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error):
      error.description
    case .notRegular(let path):
      "\(displayName(of: path)): is no regular file"
    case .endsEarly(let path, let offset, let needed, let available):
      """
      \(displayName(of: path)): ends at byte \(available), \
      \(needed) bytes are needed from byte \(offset) on
      """
    case .tooLarge(let path, let count, let limit):
      "\(displayName(of: path)): has \(count) bytes, more than the \(limit) allowed"
    }
  }
}

/// Turns what the system said into an ``InputError``.
func reading<Result: ~Copyable>(
  _ body: () throws(SystemError) -> Result
) throws(InputError) -> Result {
  do {
    return try body()
  } catch {
    throw .system(error)
  }
}
