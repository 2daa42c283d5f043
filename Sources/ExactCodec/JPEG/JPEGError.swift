/// Why a JPEG file cannot be taken apart, or its parts cannot be put together.
package enum JPEGError: Error, Equatable {
  /// The file uses what this coder does not know, or is damaged before its first sample.
  case unsupported(String)
  /// The coefficients are more than the caller allows.
  case tooLarge(coefficients: Int, limit: Int)
  /// Headers, a repair record or coefficients are not what a file was taken apart to.
  case malformed(part: String)
}

extension JPEGError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unsupported(let reason): "JPEG with \(reason)"
    case .tooLarge(let coefficients, let limit):
      "\(coefficients) JPEG coefficients are more than the \(limit) allowed"
    case .malformed(let part): "malformed JPEG \(part)"
    }
  }
}
