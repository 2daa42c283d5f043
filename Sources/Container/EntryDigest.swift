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
