/// How likely a bit is to be zero, learned from the bits before it.
///
/// The mean of two estimates: one soon follows a change, the other is steady.
package struct AdaptiveBit: Sendable {
  private var quick: UInt16 = 1 << 15
  private var steady: UInt16 = 1 << 15

  /// Nothing is known: both are alike.
  package init() {}

  /// Of 65536; what is learned keeps it within 71…65463.
  @inline(__always)
  var zero: UInt32 { (UInt32(quick) + UInt32(steady)) >> 1 }

  @inline(__always)
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

/// Binary range coding (Martin 1979, with the carry of LZMA's coder): 32-bit range, whole bytes.
package struct BitEncoder {
  private var bytes: [UInt8] = []
  private var low: UInt64 = 0
  private var range = UInt32.max
  /// The byte that a carry may still change, and how many follow it that a carry would pass on.
  private var held: UInt8 = 0
  private var pending = 0
  private var isFirst = true

  package init() {}

  /// Bytes so far, about.
  package var count: Int { bytes.count }

  /// Codes a bit, and learns from it.
  @inline(__always)
  package mutating func append(_ bit: Bool, _ state: inout AdaptiveBit) {
    let bound = (range >> 16) * state.zero
    if bit {
      low += UInt64(bound)
      range -= bound
    } else {
      range = bound
    }
    state.learn(bit)
    while range < 1 << 24 {
      shift()
      range <<= 8
    }
  }

  /// The stream: as many bytes as a decoder takes in.
  package consuming func finish() -> [UInt8] {
    for _ in 0..<5 { shift() }
    return bytes
  }

  private mutating func shift() {
    if low < 0xFF00_0000 || low >= 1 << 32 {
      let carry = UInt8(truncatingIfNeeded: low >> 32)
      // There is nothing before the first byte that could be changed.
      if !isFirst { bytes.append(held &+ carry) }
      isFirst = false
      for _ in 0..<pending { bytes.append(0xFF &+ carry) }
      pending = 0
      held = UInt8(truncatingIfNeeded: low >> 24)
    } else {
      pending += 1
    }
    low = (low & 0x00FF_FFFF) << 8
  }
}

/// Gives back what ``BitEncoder`` took, in order.
package struct BitDecoder {
  private let bytes: [UInt8]
  private var next = 4
  private var code: UInt32
  private var range = UInt32.max

  package init(_ stream: ArraySlice<UInt8>) throws(EntropyError) {
    bytes = Array(stream)
    guard bytes.count >= 4 else { throw .exhausted(offset: bytes.count) }
    code = bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The next bit; learns from it.
  @inline(__always)
  package mutating func bit(_ state: inout AdaptiveBit) throws(EntropyError) -> Bool {
    let bound = (range >> 16) * state.zero
    let bit = code >= bound
    if bit {
      code -= bound
      range -= bound
    } else {
      range = bound
    }
    state.learn(bit)
    while range < 1 << 24 {
      guard next < bytes.count else { throw .exhausted(offset: next) }
      code = code << 8 | UInt32(bytes[next])
      next += 1
      range <<= 8
    }
    return bit
  }

  /// Throws unless the stream ends exactly here.
  package func expectEnd() throws(EntropyError) {
    guard next == bytes.count, code == 0 else {
      throw .unfinished(bytesLeft: bytes.count - next)
    }
  }
}
