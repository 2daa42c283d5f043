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
  /// 16 bytes.
  package let bytes: [UInt8]

  package init(_ digest: Digest) {
    bytes = Array(digest.bytes.prefix(Self.byteCount))
  }

  /// Nil unless there are 16 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = Array(bytes)
  }

  package static let byteCount = 16
}
