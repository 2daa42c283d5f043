/// Why the body of a file that is coded exactly cannot be decoded.
package enum ExactCodeError: Error, Equatable {
  case malformed(reason: String)
  /// It takes more memory than the caller allows.
  case aboveLimit(reason: String)
}

extension ExactCodeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let reason): "malformed codes of a file: \(reason)"
    case .aboveLimit(let reason): reason
    }
  }
}
