import Bytes

/// Range coding by asymmetric numeral systems (rANS, Duda 2013): 64-bit state, 32-bit words,
/// probabilities in 1/65536.
///
/// Symbols are noted in order and coded in reverse, so that a decoder gives them back in order.
package struct ANSEncoder {
  /// Start and frequency of each noted symbol, 16 bits each.
  private var intervals: [UInt32] = []

  package init() {}

  /// Notes a symbol that owns `start ..< start + frequency` of 65536.
  package mutating func append(start: UInt16, frequency: UInt16) {
    intervals.append(UInt32(start) << 16 | UInt32(frequency))
  }

  /// Notes the low `count` ≤ 16 bits of `value` as they are.
  package mutating func append(bits value: Int, count: Int) {
    guard count > 0 else { return }
    let spread = 16 - count
    append(start: UInt16(value << spread), frequency: UInt16(1) << spread)
  }

  /// The stream: the final state, then the words a decoder takes in, little-endian.
  ///
  /// The state is 8 bytes less its highest ones while they are zero, 3 at most: as all words are
  /// 4 bytes, the stream's length says how many bytes there are.
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

/// What encoder and decoder agree on.
enum ANSState {
  /// The state before the first coded and after the last decoded symbol; no state is below.
  static let initial: UInt64 = 1 << 31
  /// All states are below.
  static let end: UInt64 = 1 << 63
  /// A state of at least frequency · 2^47 gives a word away first.
  static let renormalisation: UInt64 = 31 - 16 + 32
}
