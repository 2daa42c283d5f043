private import Crypto

/// A SHA-256 digest (FIPS 180-4).
package struct Digest: Hashable, Sendable {
  // Held inline: an archive has one for each of a million files.
  private let words: SIMD4<UInt64>

  /// 32 bytes.
  package var bytes: [UInt8] { words.bigEndianBytes }

  /// Takes 32 bytes that already are a digest; nil for any other count.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    words = SIMD4(bigEndian: bytes)
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
    words = SIMD4(bigEndian: bytes)
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

  fileprivate init(_ digest: SHA256.Digest) {
    words = SIMD4(bigEndian: digest)
  }

  package static let byteCount = 32
}

extension Digest: CustomStringConvertible {
  /// 64 hexadecimal digits.
  package var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension SIMD where Scalar == UInt64 {
  /// Takes eight bytes for each word, the most significant first.
  package init(bigEndian bytes: some Sequence<UInt8>) {
    self.init()
    for (place, byte) in bytes.enumerated() {
      self[place / 8] = self[place / 8] << 8 | UInt64(byte)
    }
  }

  /// The words' bytes, the most significant first.
  package var bigEndianBytes: [UInt8] {
    (0..<8 * scalarCount).map {
      UInt8(truncatingIfNeeded: self[$0 / 8] >> UInt64(56 - 8 * ($0 % 8)))
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
