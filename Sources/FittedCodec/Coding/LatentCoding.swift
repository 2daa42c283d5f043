/// Bounds of the format.
package enum LatentCoding {
  /// The greatest magnitude of a latent.
  package static let bound: Float = 2047
}
