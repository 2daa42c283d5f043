import Bytes

/// Entropy coding by asymmetric numeral systems (rANS, Duda 2013): 64-bit state, 32-bit words,
/// probabilities in 1/65536.
///
/// The coder is a stack, so it collects all symbols and encodes them in reverse; the decoder then
/// finds them in their order.
package struct ANSEncoder {
  /// Start and frequency of each symbol so far, 16 bits each.
  private var intervals: [UInt32] = []

  package init() {}

  /// Appends a symbol whose interval is `start ..< start + frequency` of 65536.
  package mutating func append(start: UInt16, frequency: UInt16) {
    intervals.append(UInt32(start) << 16 | UInt32(frequency))
  }

  /// Appends the low `count` ≤ 16 bits of `value`, all values being equally likely.
  package mutating func append(bits value: Int, count: Int) {
    guard count > 0 else { return }
    let spread = 16 - count
    append(start: UInt16(value << spread), frequency: UInt16(1) << spread)
  }

  /// Encodes all symbols: the final state, then the words in the order a decoder reads them,
  /// little-endian.
  ///
  /// The state has 8 bytes, less up to 3 high ones that are zero. All words have 4 bytes, so the
  /// length of the stream tells that of the state.
  package consuming func finish() -> [UInt8] {
    var state = ANSState.initial
    var words: [UInt32] = []
    for interval in intervals.reversed() {
      let frequency = UInt64(interval & 0xFFFF)
      if state >= frequency << ANSState.renormalisation {
        words.append(UInt32(truncatingIfNeeded: state))
        state >>= 32
      }
      let (quotient, remainder) = state.quotientAndRemainder(dividingBy: frequency)
      state = quotient << 16 + remainder + UInt64(interval >> 16)
    }
    var writer = ByteWriter()
    let spare = min(state.leadingZeroBitCount / 8, 3)
    writer.append((0..<8 - spare).map { UInt8(truncatingIfNeeded: state >> (8 * $0)) })
    for word in words.reversed() { writer.fixed(word) }
    return writer.bytes
  }
}

/// The constants that encoder and decoder share.
enum ANSState {
  /// The state before the first encoded and after the last decoded symbol, and the least state.
  static let initial: UInt64 = 1 << 31
  /// Every state is below this.
  static let end: UInt64 = 1 << 63
  /// A state of at least frequency · 2^47 sheds a word before it takes a symbol.
  static let renormalisation: UInt64 = 31 - 16 + 32
}
