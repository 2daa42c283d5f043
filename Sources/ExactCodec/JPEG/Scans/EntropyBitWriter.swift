/// Writes the bits of entropy-coded data, with 00 behind each byte FF (ITU-T T.81, F.1.2.3).
struct EntropyBitWriter {
  /// What was written, and zeros behind it that make room.
  private var bytes: [UInt8] = []
  private var used = 0
  /// The last bits, which are not yet written, in the lowest places.
  private var buffer: UInt64 = 0
  /// The number of bits buffered, below 32 between calls.
  private var count = 0

  /// Appends up to 32 bits, none of them set above `width`.
  @inline(__always)
  mutating func put(_ bits: UInt64, _ width: Int) {
    buffer = buffer &<< UInt64(width) | bits
    count &+= width
    if count >= 32 { flushWord() }
  }

  @inline(__always)
  private mutating func flushWord() {
    count &-= 32
    let word = UInt32(truncatingIfNeeded: buffer &>> UInt64(count))
    reserve(8)
    let complement = ~word
    if (complement &- 0x0101_0101) & word & 0x8080_8080 == 0 {
      let place = used
      unsafe bytes.withUnsafeMutableBytes {
        // Room for eight bytes was made above.
        unsafe $0.storeBytes(of: word.bigEndian, toByteOffset: place, as: UInt32.self)
      }
      used &+= 4
    } else {
      for index in 0..<4 as Range<UInt32> { put(byte: word >> (24 - 8 * index)) }
    }
  }

  @inline(__always)
  private mutating func reserve(_ room: Int) {
    if bytes.count &- used < room { grow(room) }
  }

  @inline(never)
  private mutating func grow(_ room: Int) {
    bytes.append(contentsOf: repeatElement(0, count: room + max(4096, bytes.count)))
  }

  /// Appends a byte, for which and for a stuffed one there must be room.
  private mutating func put(byte: UInt32) {
    bytes[used] = UInt8(truncatingIfNeeded: byte)
    used += 1
    if byte & 0xFF == 0xFF {
      bytes[used] = 0
      used += 1
    }
  }

  /// The number of bits that the last byte lacks.
  var missingBits: Int { (8 - count & 7) & 7 }

  /// Completes the last byte.
  ///
  /// - Parameter padding: its lowest bits, as many as are missing
  mutating func align(padding: Int) {
    let width = missingBits
    put(UInt64(padding) & (1 << UInt64(width) - 1), width)
    dropPartialByte()
  }

  /// Writes what is buffered of whole bytes, and forgets the rest.
  mutating func dropPartialByte() {
    reserve(16)
    while count >= 8 {
      count -= 8
      put(byte: UInt32(truncatingIfNeeded: buffer >> UInt64(count)) & 0xFF)
    }
    count = 0
  }

  /// Appends bytes as they are, when the last byte is complete.
  mutating func append(raw more: some Collection<UInt8>) {
    reserve(more.count)
    for byte in more {
      bytes[used] = byte
      used += 1
    }
  }

  /// The bytes written so far, which are then forgotten.
  mutating func takeBytes() -> [UInt8] {
    bytes.removeLast(bytes.count - used)
    defer { (bytes, used) = ([], 0) }
    return bytes
  }
}
