/// The first half of a SHA-256 digest, of decoded samples.
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

  /// Nil unless there are 16 bytes.
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
