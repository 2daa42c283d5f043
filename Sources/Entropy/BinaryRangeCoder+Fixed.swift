extension BinaryRangeEncoder {
  /// Encodes a bit whose probability of being zero is `zero` / 65536, from 1 to 65535.
  @inlinable @inline(__always)
  package mutating func encode(_ bit: Bool, zero: UInt32) {
    encode(isUpper: bit, bound: (range >> 16) * zero)
  }
}

extension BinaryRangeDecoder {
  /// Decodes a bit whose probability of being zero is `zero` / 65536, from 1 to 65535. Zeros are
  /// read past the end of the stream; the caller checks for it from time to time.
  @inlinable @inline(__always)
  package mutating func decode(zero: UInt32) -> Bool {
    decodeIsUpper(bound: (range >> 16) * zero)
  }
}
