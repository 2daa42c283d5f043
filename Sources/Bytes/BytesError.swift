/// What can be wrong with bytes that were meant to hold numbers.
///
/// Offsets count from the first byte the reader was given.
package enum BytesError: Error, Equatable {
  /// The bytes end at `available` where `needed` more were declared.
  case truncated(offset: Int, needed: Int, available: Int)
  /// A variable-length integer is longer than 64 bits or not in its shortest form.
  case malformedInteger(offset: Int)
  /// A count, length or dimension lies outside of what the format allows.
  case outOfBounds(offset: Int, value: UInt64, limit: UInt64)
  /// Bytes are left over where the format says there are none.
  case trailingBytes(offset: Int, count: Int)
}

extension BytesError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .truncated(let offset, let needed, let available):
      "ends early at byte \(offset): \(needed) bytes needed, \(available) left"
    case .malformedInteger(let offset):
      "malformed integer at byte \(offset)"
    case .outOfBounds(let offset, let value, let limit):
      "\(value) at byte \(offset) is more than the \(limit) allowed"
    case .trailingBytes(let offset, let count):
      "\(count) bytes too many at byte \(offset)"
    }
  }
}
