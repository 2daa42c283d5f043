/// Binary range coding with carry propagation (Martin 1979; the carry as in LZMA): a 32-bit range,
/// whole bytes.
///
/// The caller splits the range at a bound that it derives from its estimate of the bit; encoder and
/// decoder must derive the same one. ``AdaptiveBit`` and ``BitCoder`` are two ways to do so.
package struct BinaryRangeEncoder {
  @usableFromInline var low: UInt64 = 0
  @usableFromInline var range = UInt32.max
  /// The bytes that no carry can change any more.
  @usableFromInline var bytes: [UInt8] = []
  /// The byte that a carry may still change, and the number of bytes 0xFF that follow it.
  @usableFromInline var held: UInt8 = 0
  @usableFromInline var pending = 0
  @usableFromInline var isFirst = true

  package init() {}

  /// The number of bytes written so far; a few more are still held back.
  package var count: Int { bytes.count }

  /// Narrows the range to the part from `bound` up, or to the part below it.
  ///
  /// - Parameter bound: above 0 and below `range`
  @inlinable @inline(__always)
  mutating func encode(isUpper: Bool, bound: UInt32) {
    if isUpper {
      low += UInt64(bound)
      range -= bound
    } else {
      range = bound
    }
    while range < 1 << 24 {
      shift()
      range <<= 8
    }
  }

  @usableFromInline
  mutating func shift() {
    let top = low >> 24
    if top == 0xFF {
      pending += 1
    } else {
      let carry = UInt8(truncatingIfNeeded: top >> 8)
      // No byte precedes the first one, so there is nothing to write and nothing to carry into.
      if !isFirst { bytes.append(held &+ carry) }
      isFirst = false
      for _ in 0..<pending { bytes.append(0xFF &+ carry) }
      pending = 0
      held = UInt8(truncatingIfNeeded: top)
    }
    low = (low & 0x00FF_FFFF) << 8
  }

  /// The stream with exactly the bytes that a decoder reads; see
  /// ``BinaryRangeDecoder/init(whole:)``.
  package consuming func finish() -> [UInt8] {
    for _ in 0..<5 { shift() }
    return bytes
  }

  /// The shortest stream for a decoder that reads zeros past its end; see
  /// ``BinaryRangeDecoder/init(trimmed:)``.
  package consuming func finishTrimmed() -> [UInt8] {
    // Of all numbers in the interval, the one with the most trailing zero bits.
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

/// Reads the bits that ``BinaryRangeEncoder`` wrote, in order.
package struct BinaryRangeDecoder {
  @usableFromInline let bytes: [UInt8]
  /// The offset of the next byte. It grows past the end, where zeros are read.
  @usableFromInline var next = 0
  @usableFromInline var code: UInt32 = 0
  @usableFromInline var range = UInt32.max

  /// Reads a stream whose trailing zeros were trimmed, with zeros past its end.
  package init(trimmed stream: ArraySlice<UInt8>) {
    bytes = Array(stream)
    for _ in 0..<4 { code = code << 8 | UInt32(nextByte()) }
  }

  /// Reads a stream that has all its bytes; throws ``EntropyError/exhausted(offset:)`` where it is
  /// too short even for the first bit.
  package init(whole stream: ArraySlice<UInt8>) throws(EntropyError) {
    self.init(trimmed: stream)
    try expectInside()
  }

  /// Finds in which part of the range, split at `bound`, the code lies, and narrows the range to
  /// it.
  @inlinable @inline(__always)
  mutating func decodeIsUpper(bound: UInt32) -> Bool {
    let isUpper = code >= bound
    if isUpper {
      code -= bound
      range -= bound
    } else {
      range = bound
    }
    while range < 1 << 24 {
      code = code << 8 | UInt32(nextByte())
      range <<= 8
    }
    return isUpper
  }

  @inlinable @inline(__always)
  mutating func nextByte() -> UInt8 {
    defer { next += 1 }
    return next < bytes.count ? bytes[next] : 0
  }

  /// The number of bytes read so far.
  package var offset: Int { min(next, bytes.count) }

  /// Throws where bytes past the end of the stream were needed.
  @inlinable @inline(__always)
  package func expectInside() throws(EntropyError) {
    guard next <= bytes.count else { throw .exhausted(offset: bytes.count) }
  }

  /// Throws ``EntropyError/unfinished(bytesLeft:)`` if a trimmed stream has bytes that no bit
  /// needed.
  package func expectTrimmedEnd() throws(EntropyError) {
    guard next >= bytes.count else { throw .unfinished(bytesLeft: bytes.count - next) }
  }

  /// Throws ``EntropyError/unfinished(bytesLeft:)`` unless a whole stream ends exactly here.
  package func expectEnd() throws(EntropyError) {
    guard next == bytes.count, code == 0 else {
      throw .unfinished(bytesLeft: bytes.count - next)
    }
  }
}
