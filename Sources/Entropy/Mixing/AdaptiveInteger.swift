/// Integers of unknown size, told by their length in ones, their bits and their sign, by
/// probabilities that adapt (Elias gamma codes, adaptive).
package struct AdaptiveInteger {
  private var length: BitMixer<1>
  private var second: BitMixer<1>
  private var sign: BitMixer<1>

  private static let lengths = 32

  /// - Parameter contexts: how many kinds of integers there are
  package init(contexts: Int) {
    length = BitMixer(contexts: [contexts * Self.lengths], selectors: 1)
    second = BitMixer(contexts: [contexts * Self.lengths], selectors: 1)
    sign = BitMixer(contexts: [contexts], selectors: 1)
  }

  /// Codes an integer; returns it, or what was decoded instead.
  package mutating func code(_ value: Int, context: Int, by coder: inout some BitCoder) -> Int {
    let magnitude = code(magnitude: abs(value), context: context, by: &coder)
    guard magnitude > 0 else { return 0 }
    let isNegative = coder.code(
      value < 0, probability: sign.predict([context], selector: 0))
    sign.update(isNegative)
    return isNegative ? -magnitude : magnitude
  }

  /// Codes an integer of 0 ..< 2²⁴ − 1; of another, which a decoder passes, nothing is used.
  package mutating func code(magnitude: Int, context: Int, by coder: inout some BitCoder) -> Int {
    let value = min(max(magnitude, 0), 1 << 24 - 2) + 1
    let wanted = Int.bitWidth - 1 - value.leadingZeroBitCount
    var bits = 0
    while bits < 24 {
      let place = context * Self.lengths + bits
      let isMore = coder.code(
        wanted > bits, probability: length.predict([place], selector: 0))
      length.update(isMore)
      if !isMore { break }
      bits += 1
    }
    guard bits > 0 else { return 0 }
    let place = context * Self.lengths + bits
    let isHigh = coder.code(
      value >> (bits - 1) & 1 == 1, probability: second.predict([place], selector: 0))
    second.update(isHigh)
    let rest = coder.code(bits: value, count: bits - 1)
    return (1 << bits | (isHigh ? 1 : 0) << (bits - 1) | rest) - 1
  }
}
