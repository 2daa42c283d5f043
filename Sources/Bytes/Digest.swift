private import Crypto

/// A SHA-256 digest (FIPS 180-4).
package struct Digest: Hashable, Sendable {
  /// 32 bytes.
  package let bytes: [UInt8]

  /// Takes 32 bytes that already are a digest; nil for any other count.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = Array(bytes)
  }

  /// Takes 64 hexadecimal digits in lower case; nil for anything else.
  package init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 2 * Self.byteCount, !digits.contains(where: Self.isNoDigit) else {
      return nil
    }
    bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
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
    bytes = Array(digest)
  }

  package static let byteCount = 32
}

extension Digest: CustomStringConvertible {
  /// 64 hexadecimal digits.
  package var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
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
