import Crypto

/// A SHA-256 digest (FIPS 180-4).
package struct Digest: Hashable, Sendable {
  // Held inline: an archive has one for each of a million files.
  private let words: SIMD4<UInt64>

  /// 32 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for index in 0..<4 { bytes.append(bigEndian: words[index]) }
    return bytes
  }

  /// Takes 32 bytes that already are a digest; nil for any other count.
  package init?(bytes: some Collection<UInt8>) {
    self.init(bytes: Array(bytes)[...])
  }

  /// Takes 32 bytes that already are a digest; nil for any other count.
  package init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(checked: bytes)
  }

  private init(checked bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex
    words = SIMD4(
      UInt64(bigEndian: bytes, at: start), UInt64(bigEndian: bytes, at: start + 8),
      UInt64(bigEndian: bytes, at: start + 16), UInt64(bigEndian: bytes, at: start + 24))
  }

  /// Takes 64 hexadecimal digits in lower case; nil for anything else.
  package init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 2 * Self.byteCount, !digits.contains(where: Self.isNoDigit) else {
      return nil
    }
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
    self.init(checked: bytes[...])
  }

  private static func isNoDigit(_ byte: UInt8) -> Bool {
    !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      && !(UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// The digest of `data`.
  package init(of data: some Sequence<UInt8>) {
    var hasher = DigestHasher()
    hasher.update(Array(data)[...])
    self = hasher.finish()
  }

  /// The digest of the first `count` bytes of what `read` gives, a piece at a time in memory.
  ///
  /// - Parameter read: so many bytes, the second number, from an offset
  package init<Failure>(
    ofFirst count: Int, read: (Int, Int) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    var hasher = DigestHasher()
    var offset = 0
    while offset < count {
      let piece = try read(offset, min(Self.pieceBytes, count - offset))
      hasher.update(piece[...])
      offset += piece.count
    }
    self = hasher.finish()
  }

  private static let pieceBytes = 1 << 20

  fileprivate init(_ digest: SHA256.Digest) {
    self.init(checked: Array(digest)[...])
  }

  package static let byteCount = 32
}

extension Digest: CustomStringConvertible {
  /// 64 hexadecimal digits.
  package var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

// Not of any SIMD or sequence: without specialisation these would take longer than an allocation.
extension UInt64 {
  /// Eight bytes from `start` on, the most significant first.
  package init(bigEndian bytes: ArraySlice<UInt8>, at start: Int) {
    self = 0
    for place in start..<start + 8 { self = self << 8 | UInt64(bytes[place]) }
  }
}

extension [UInt8] {
  /// Appends eight bytes, the most significant first.
  package mutating func append(bigEndian word: UInt64) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }
}

/// Builds a ``Digest`` from parts.
package struct DigestHasher: Sendable {
  private var state = SHA256()

  package init() {}

  package mutating func update(_ part: ArraySlice<UInt8>) {
    unsafe part.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  package func finish() -> Digest {
    Digest(state.finalize())
  }
}
