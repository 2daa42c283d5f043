/// What takes bits or gives them back: one description of a stream serves both directions.
package protocol BitCoder {
  /// Codes `bit`, or ignores it and decodes one.
  ///
  /// - Parameter probability: of a one, in 1/65536, from 1
  /// - Returns: The bit that was coded or decoded.
  mutating func code(_ bit: Bool, probability: UInt16) -> Bool
}

extension BitCoder {
  /// Codes the low `count` bits of `value` as they are, highest first.
  package mutating func code(bits value: Int, count: Int) -> Int {
    (0..<count).reversed().reduce(0) { coded, place in
      coded << 1 | (code(value >> place & 1 == 1, probability: 1 << 15) ? 1 : 0)
    }
  }
}

/// Binary range coding with carries (Martin 1979; as in LZMA), probabilities in 1/65536.
///
/// Trailing zeros of the stream are not written, as the decoder reads zeros past its end.
package struct BinaryRangeEncoder: BitCoder {
  private var low: UInt64 = 0
  private var range: UInt32 = .max
  private var bytes: [UInt8] = []
  /// The last byte but for a carry, and how many bytes of 255 follow it.
  private var held: UInt8 = 0
  private var pending = 0
  private var isFirst = true

  package init() {}

  package mutating func code(_ bit: Bool, probability: UInt16) -> Bool {
    let bound = UInt32((UInt64(range) * UInt64(probability)) >> 16)
    if bit {
      range = bound
    } else {
      low += UInt64(bound)
      range -= bound
    }
    while range < 1 << 24 {
      shift()
      range <<= 8
    }
    return bit
  }

  private mutating func shift() {
    let top = low >> 24
    if top == 0xFF {
      pending += 1
    } else {
      let carry = UInt8(truncatingIfNeeded: top >> 8)
      // Nothing comes before the first byte, not even a carry.
      if !isFirst { bytes.append(held &+ carry) }
      bytes.append(contentsOf: repeatElement(0xFF &+ carry, count: pending))
      held = UInt8(truncatingIfNeeded: top)
      pending = 0
      isFirst = false
    }
    low = (low & 0xFF_FFFF) << 8
  }

  /// The stream of all bits.
  package consuming func finish() -> [UInt8] {
    // The number in the interval that ends in most zeros.
    for zeros in stride(from: UInt64(31), through: 0, by: -1) {
      let candidate = ((low + (1 << zeros) - 1) >> zeros) << zeros
      if candidate < low + UInt64(range) {
        low = candidate
        break
      }
    }
    for _ in 0..<5 { shift() }
    while bytes.last == 0 { bytes.removeLast() }
    return bytes
  }
}

/// Gives back what ``BinaryRangeEncoder`` took, as long as it is asked by the same probabilities.
package struct BinaryRangeDecoder: BitCoder {
  private let bytes: ArraySlice<UInt8>
  private var next: Int
  private var range: UInt32 = .max
  private var code: UInt32 = 0

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    next = bytes.startIndex
    for _ in 0..<4 { code = code << 8 | UInt32(nextByte()) }
  }

  package mutating func code(_: Bool, probability: UInt16) -> Bool {
    let bound = UInt32((UInt64(range) * UInt64(probability)) >> 16)
    let bit = code < bound
    if bit {
      range = bound
    } else {
      code -= bound
      range -= bound
    }
    while range < 1 << 24 {
      code = code << 8 | UInt32(nextByte())
      range <<= 8
    }
    return bit
  }

  private mutating func nextByte() -> UInt8 {
    guard next < bytes.endIndex else { return 0 }
    defer { next += 1 }
    return bytes[next]
  }
}
