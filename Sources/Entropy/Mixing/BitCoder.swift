/// Encodes or decodes bits, so that one description of a stream serves both directions.
package protocol BitCoder {
  /// Encodes `bit`, or ignores it and decodes one.
  ///
  /// - Parameter probability: of a one in 1/65536, 1…65535
  /// - Returns: the bit that was encoded or decoded
  mutating func code(_ bit: Bool, probability: UInt16) -> Bool
}

extension BitCoder {
  /// Encodes the low `count` bits of `value` as equally likely, highest first, or decodes as many.
  @inlinable
  package mutating func code(bits value: Int, count: Int) -> Int {
    (0..<count).reversed().reduce(0) { coded, index in
      coded << 1 | (code(value >> index & 1 == 1, probability: 1 << 15) ? 1 : 0)
    }
  }
}

extension BinaryRangeEncoder: BitCoder {
  @inlinable @inline(__always)
  package mutating func code(_ bit: Bool, probability: UInt16) -> Bool {
    encode(isUpper: !bit, bound: UInt32((UInt64(range) * UInt64(probability)) >> 16))
    return bit
  }
}

extension BinaryRangeDecoder: BitCoder {
  @inlinable @inline(__always)
  package mutating func code(_: Bool, probability: UInt16) -> Bool {
    !decodeIsUpper(bound: UInt32((UInt64(range) * UInt64(probability)) >> 16))
  }
}
