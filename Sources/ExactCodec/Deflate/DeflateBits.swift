/// Reads bits, the lowest of each byte first.
struct DeflateBitReader {
  private let bytes: [UInt8]
  private var next = 0
  private var buffer: UInt64 = 0
  private var available = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next `count` bits, at most 15, with zeros past the end of the stream; they stay unread.
  @inline(__always)
  mutating func peek(_ count: Int) -> Int {
    if available < count { refill() }
    return Int(truncatingIfNeeded: buffer & (1 << UInt64(count) - 1))
  }

  /// Reads the next `count` bits, at most 16; nil if the stream has fewer.
  @inline(__always)
  mutating func take(_ count: Int) -> Int? {
    if available < count { refill() }
    guard available >= count else { return nil }
    let value = Int(truncatingIfNeeded: buffer & (1 << UInt64(count) - 1))
    buffer >>= UInt64(count)
    available -= count
    return value
  }

  /// Reads the bits up to the next byte.
  mutating func takePadding() -> Int { take(available % 8) ?? 0 }

  /// Reads whole bytes from a byte boundary on; nil if there are fewer.
  mutating func takeBytes(_ count: Int) -> ArraySlice<UInt8>? {
    let start = offset
    guard count <= bytes.count - start else { return nil }
    next = start + count
    (buffer, available) = (0, 0)
    return bytes[start..<next]
  }

  /// The offset of the first byte that has not been read to its last bit.
  var offset: Int { next - available / 8 }

  private mutating func refill() {
    while available <= 48, next < bytes.count {
      buffer |= UInt64(bytes[next]) << UInt64(available)
      next += 1
      available += 8
    }
  }
}

/// Writes bits, the lowest of each byte first.
struct DeflateBitWriter {
  private(set) var bytes: [UInt8] = []
  private var buffer: UInt64 = 0
  private var pending = 0

  /// Appends the low `count` bits of `value`, at most 32.
  @inline(__always)
  mutating func append(_ value: UInt32, bits count: Int) {
    buffer |= (UInt64(value) & (1 << UInt64(count) - 1)) << UInt64(pending)
    pending += count
    while pending >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: buffer))
      buffer >>= 8
      pending -= 8
    }
  }

  /// The number of bits up to the next byte.
  var padding: Int { (8 - pending) % 8 }

  /// Appends whole bytes at a byte boundary.
  mutating func append(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }
}
