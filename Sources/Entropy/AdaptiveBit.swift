/// An estimate of how likely a bit is to be zero, learned from the earlier bits of its context.
///
/// It is the mean of two estimates: one follows a change quickly, the other is steady.
package struct AdaptiveBit: Sendable {
  @usableFromInline var quick: UInt16 = 1 << 15
  @usableFromInline var steady: UInt16 = 1 << 15

  /// Starts with zero and one equally likely.
  package init() {}

  /// The probability of a zero in 1/65536; learning keeps it within 71…65463.
  @inlinable @inline(__always)
  var zero: UInt32 { (UInt32(quick) + UInt32(steady)) >> 1 }

  @inlinable @inline(__always)
  mutating func learn(_ bit: Bool) {
    if bit {
      quick -= quick >> 4
      steady -= steady >> 7
    } else {
      quick += (UInt16.max - quick) >> 4
      steady += (UInt16.max - steady) >> 7
    }
  }
}

extension BinaryRangeEncoder {
  /// Encodes a bit by its estimate, which learns from it.
  @inlinable @inline(__always)
  package mutating func encode(_ bit: Bool, by estimate: inout AdaptiveBit) {
    encode(isUpper: bit, bound: (range >> 16) * estimate.zero)
    estimate.learn(bit)
  }
}

extension BinaryRangeDecoder {
  /// Decodes the next bit by its estimate, which learns from it; throws
  /// ``EntropyError/exhausted(offset:)`` where the stream ends too early.
  @inlinable @inline(__always)
  package mutating func decode(by estimate: inout AdaptiveBit) throws(EntropyError) -> Bool {
    let bit = decodeIsUpper(bound: (range >> 16) * estimate.zero)
    try expectInside()
    estimate.learn(bit)
    return bit
  }
}
