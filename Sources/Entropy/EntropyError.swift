/// Why a stream of symbols cannot be decoded.
package enum EntropyError: Error, Equatable {
  /// The stream ends before its symbols do, at this offset in bytes.
  case exhausted(offset: Int)
  /// The stream goes on after its last symbol, or its final state is wrong.
  case unfinished(bytesLeft: Int)
  /// A symbol is outside of −32767…32767.
  case symbolOutOfRange(Int)
  /// A weight's magnitude does not fit in a signed byte.
  case tooLarge(magnitude: Int)
  /// A part of the stream is malformed at this offset in bytes.
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
