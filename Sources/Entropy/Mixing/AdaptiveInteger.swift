/// Codes integers of any size as adaptive Elias gamma codes: the length in unary, the bit below the
/// leading one, the other bits as they are, and the sign.
package struct AdaptiveInteger {
  @usableFromInline var length: BitMixer<1>
  @usableFromInline var second: BitMixer<1>
  @usableFromInline var sign: BitMixer<1>

  /// Lengths of a context, in bits.
  @inlinable static var lengths: Int { 32 }

  /// - Parameter contexts: the number of contexts, each of which learns by itself
  package init(contexts: Int) {
    length = BitMixer(contexts: [contexts * Self.lengths], selectors: 1)
    second = BitMixer(contexts: [contexts * Self.lengths], selectors: 1)
    sign = BitMixer(contexts: [contexts], selectors: 1)
  }

  /// Encodes an integer, or ignores it and decodes one.
  ///
  /// - Returns: the integer that was encoded or decoded
  @inlinable
  package mutating func code(_ value: Int, context: Int, by coder: inout some BitCoder) -> Int {
    let magnitude = code(magnitude: abs(value), context: context, by: &coder)
    guard magnitude > 0 else { return 0 }
    let isNegative = coder.code(
      value < 0, probability: sign.predict([context], selector: 0))
    sign.update(isNegative)
    return isNegative ? -magnitude : magnitude
  }

  /// Encodes an integer of 0 ..< 2²⁴ − 1, clamped to that range, or ignores it and decodes one.
  @inlinable
  package mutating func code(magnitude: Int, context: Int, by coder: inout some BitCoder) -> Int {
    let value = min(max(magnitude, 0), 1 << 24 - 2) + 1
    let wanted = Int.bitWidth - 1 - value.leadingZeroBitCount
    var bits = 0
    while bits < 24 {
      let index = context * Self.lengths + bits
      let isMore = coder.code(
        wanted > bits, probability: length.predict([index], selector: 0))
      length.update(isMore)
      if !isMore { break }
      bits += 1
    }
    guard bits > 0 else { return 0 }
    let index = context * Self.lengths + bits
    let isHigh = coder.code(
      value >> (bits - 1) & 1 == 1, probability: second.predict([index], selector: 0))
    second.update(isHigh)
    let rest = coder.code(bits: value, count: bits - 1)
    return (1 << bits | (isHigh ? 1 : 0) << (bits - 1) | rest) - 1
  }
}
