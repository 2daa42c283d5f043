/// Reads the bits of entropy-coded data, in which 00 follows each byte FF (ITU-T T.81, F.2.2.5).
///
/// Behind the data, at a marker or the end of the file, it returns zeros and counts them.
struct EntropyBitReader {
  /// The offset of the next byte to buffer.
  private(set) var next: Int
  /// Where these data begin.
  private let start: Int
  /// The next bits, from the uppermost on.
  private var buffer: UInt64 = 0
  /// The number of bits buffered.
  private(set) var count = 0
  /// How many of all bits buffered so far were not in the data.
  private var borrowed = 0

  init(at offset: Int) { (next, start) = (offset, offset) }

  /// Whether more bits were used than there were.
  @inline(__always)
  var isOverrun: Bool { count < borrowed }

  /// Buffers at least 56 bits.
  @inline(__always)
  mutating func refill(_ source: Span<UInt8>) {
    if next <= source.count - 8 {
      let word = UInt64(
        bigEndian: unsafe source.bytes.unsafeLoadUnaligned(
          fromByteOffset: next, as: UInt64.self))
      // A byte is FF where its complement is zero.
      let complement = ~word
      if (complement &- 0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 == 0 {
        buffer |= word >> UInt64(count)
        let taken = (63 - count) >> 3
        next += taken
        count += taken << 3
        return
      }
    }
    refillSlowly(source)
  }

  @inline(never)
  private mutating func refillSlowly(_ source: Span<UInt8>) {
    while count < 56 {
      guard next < source.count else {
        borrowed += 8
        count += 8
        continue
      }
      let byte = source[next]
      if byte == 0xFF {
        guard next + 1 < source.count, source[next + 1] == 0 else {
          borrowed += 8
          count += 8
          continue
        }
        next += 1
      }
      next += 1
      buffer |= UInt64(byte) << UInt64(56 - count)
      count += 8
    }
  }

  /// The next 1…16 bits, which must be buffered.
  @inline(__always)
  func peek(_ width: Int) -> Int { Int(truncatingIfNeeded: buffer &>> UInt64(64 &- width)) }

  @inline(__always)
  mutating func skip(_ width: Int) {
    buffer = buffer &<< UInt64(width)
    count &-= width
  }

  /// The next 1…16 bits, which must be buffered.
  @inline(__always)
  mutating func take(_ width: Int) -> Int {
    let value = peek(width)
    skip(width)
    return value
  }

  /// The next bit.
  @inline(__always)
  mutating func bit(_ source: Span<UInt8>) -> Bool {
    if count == 0 { refill(source) }
    return take(1) == 1
  }

  /// A signed value of a category 1…15 (ITU-T T.81, F.2.2.1, EXTEND).
  @inline(__always)
  mutating func value(category: Int) -> Int {
    let bits = take(category)
    return bits < 1 &<< (category &- 1) ? bits &- (1 &<< category) &+ 1 : bits
  }

  /// The unused bits of the byte that was begun, and their number 0…7.
  var padding: (bits: Int, count: Int) {
    let number = (count - borrowed) & 7
    return (number == 0 ? 0 : peek(number), number)
  }

  /// The offset of the first byte of which a bit was not used.
  ///
  /// - Parameter wholly: the first byte of which no bit was used, instead
  func offset(_ source: Span<UInt8>, wholly: Bool) -> Int {
    var offset = next
    let unused = max(count - borrowed, 0)
    for _ in 0..<(wholly ? unused >> 3 : (unused + 7) >> 3) {
      // In the data FF is always followed by 00, and 00 behind FF is nothing of its own.
      let isStuffed =
        offset >= start + 2 && source[offset - 1] == 0 && source[offset - 2] == 0xFF
      offset -= isStuffed ? 2 : 1
    }
    return offset
  }
}
