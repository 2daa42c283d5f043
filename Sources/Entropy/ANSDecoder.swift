/// Decodes the symbols that ``ANSEncoder`` encoded, in their order.
package struct ANSDecoder {
  private let bytes: [UInt8]
  private var next: Int
  private var state: UInt64

  /// Reads the state; throws ``EntropyError`` where it is cut short or impossible.
  package init(_ stream: ArraySlice<UInt8>) throws(EntropyError) {
    bytes = Array(stream)
    // All words have 4 bytes, so the remainder tells the length of the state.
    next = 5 + (bytes.count + 3) % 4
    guard bytes.count >= next else { throw .exhausted(offset: 0) }
    state = bytes[..<next].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard state >= ANSState.initial, state < ANSState.end else {
      throw .malformed(part: "state", offset: 0)
    }
  }

  /// A number of 0…65535 in the interval of the next symbol.
  package var target: UInt16 { UInt16(truncatingIfNeeded: state) }

  /// Removes the next symbol, whose interval `start ..< start + frequency` contains the target.
  @inline(__always)  // It runs once for every symbol.
  package mutating func advance(start: UInt16, frequency: UInt16) throws(EntropyError) {
    state = UInt64(frequency) &* (state >> 16) &+ UInt64(target &- start)
    guard state < ANSState.initial else { return }
    guard next + 4 <= bytes.count else { throw .exhausted(offset: next) }
    let word =
      UInt64(bytes[next]) | UInt64(bytes[next + 1]) << 8 | UInt64(bytes[next + 2]) << 16
      | UInt64(bytes[next + 3]) << 24
    state = state << 32 | word
    next += 4
  }

  /// Decodes the next `count` ≤ 16 bits, which were encoded as equally likely.
  @inline(__always)
  package mutating func bits(count: Int) throws(EntropyError) -> Int {
    guard count > 0 else { return 0 }
    let spread = 16 - count
    let value = target >> spread
    try advance(start: value << spread, frequency: 1 << spread)
    return Int(value)
  }

  /// Throws ``EntropyError/unfinished(bytesLeft:)`` unless the stream ends exactly here.
  package func expectEnd() throws(EntropyError) {
    guard next == bytes.count, state == ANSState.initial else {
      throw .unfinished(bytesLeft: bytes.count - next)
    }
  }
}
