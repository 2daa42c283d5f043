/// What can be wrong with coded symbols.
package enum EntropyError: Error, Equatable {
  /// The stream ends before its symbols do; offset in bytes.
  case exhausted(offset: Int)
  /// Symbols and stream do not end together, as they do in every stream an encoder wrote.
  case unfinished(bytesLeft: Int)
  /// A symbol outside of −32767…32767.
  case symbolOutOfRange(Int)
  /// A weight that no byte holds.
  case tooLarge(magnitude: Int)
  /// Plain symbols are malformed: which part, and the offset in bytes.
  case malformed(part: String, offset: Int)
}

extension EntropyError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .exhausted(let offset): "codes end early, at byte \(offset) of their stream"
    case .unfinished(let left): "codes do not end with their stream (\(left) bytes left)"
    case .symbolOutOfRange(let symbol): "code \(symbol) is out of range"
    case .tooLarge(let magnitude): "weight of magnitude \(magnitude), 127 allowed"
    case .malformed(let part, let offset): "malformed \(part) at byte \(offset) of the codes"
    }
  }
}
