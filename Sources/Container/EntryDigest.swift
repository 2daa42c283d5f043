import Bytes

/// What lets an extracted entry be checked.
package enum EntryDigest: Hashable, Sendable {
  case none
  /// Of this picture's decoded samples.
  case samples(SampleDigest)
  /// SHA-256 of the whole file, on the piece that ends it.
  case file(Digest)
  /// The block's shared digest covers this picture.
  case shared
}

/// The first half of a SHA-256 digest, of decoded samples.
package struct SampleDigest: Hashable, Sendable {
  private let words: SIMD2<UInt64>

  /// 16 bytes.
  package var bytes: [UInt8] { words.bigEndianBytes }

  package init(_ digest: Digest) {
    words = SIMD2(bigEndian: digest.bytes.prefix(Self.byteCount))
  }

  /// Nil unless there are 16 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    words = SIMD2(bigEndian: bytes)
  }

  package static let byteCount = 16
}
