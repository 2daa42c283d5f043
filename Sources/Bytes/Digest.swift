import Crypto

/// A SHA-256 digest (FIPS 180-4).
package struct Digest: Hashable, Sendable {
  // Stored inline, because an archive may have a million of them.
  private let words: SIMD4<UInt64>

  /// 32 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for index in 0..<4 { bytes.append(bigEndian: words[index]) }
    return bytes
  }

  /// A digest computed earlier, from its 32 bytes; nil for any other count.
  package init?(bytes: some Collection<UInt8>) {
    self.init(bytes: Array(bytes)[...])
  }

  /// A digest computed earlier, from its 32 bytes; nil for any other count.
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

  /// A digest computed earlier, from 64 hexadecimal digits in lower case; nil for any other text.
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

  /// Computes the digest of the first `count` bytes that `read` returns, a megabyte at a time.
  ///
  /// - Parameter read: returns the bytes at an offset, its first argument; the second is their
  ///   number
  package static func compute<Failure>(
    ofFirst count: Int, read: (Int, Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> Digest {
    var hasher = DigestHasher()
    var offset = 0
    while offset < count {
      let piece = try read(offset, min(pieceBytes, count - offset))
      hasher.update(piece[...])
      offset += piece.count
    }
    return hasher.finish()
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

// These are not generic: an unspecialised generic would take longer than an allocation.
extension UInt64 {
  /// Eight bytes from `start` on, the most significant first.
  package init(bigEndian bytes: ArraySlice<UInt8>, at start: Int) {
    self = 0
    for index in start..<start + 8 { self = self << 8 | UInt64(bytes[index]) }
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

/// Computes a ``Digest`` of content that arrives in parts.
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

/// The first half of a SHA-256 digest of decoded samples.
package struct SampleDigest: Hashable, Sendable {
  private let words: SIMD2<UInt64>

  /// 16 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for index in 0..<2 { bytes.append(bigEndian: words[index]) }
    return bytes
  }

  package init(_ digest: Digest) {
    self.init(checked: digest.bytes[...])
  }

  /// A digest computed earlier, from its 16 bytes; nil for any other count.
  package init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(checked: bytes)
  }

  private init(checked bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex
    words = SIMD2(
      UInt64(bigEndian: bytes, at: start), UInt64(bigEndian: bytes, at: start + 8))
  }

  package static let byteCount = 16
}
