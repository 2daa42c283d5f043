/// What pictures take at the mean PSNR they have in an archive: there, and by other codecs.
package struct EqualQuality: Codable, Sendable {
  /// Pictures measured.
  package var pictures: Int
  /// Their mean PSNR in the archive, in decibels.
  package var psnr: Double
  /// The archive first.
  package var codecs: [Codec]
  /// What a reader should know, a line each.
  package var notes: [String]

  /// A codec at that PSNR.
  package struct Codec: Codable, Sendable {
    /// Short and lasting, as in "jpeg".
    package var id: String
    /// For people, as in "JPEG files, quality 21.4".
    package var name: String
    /// Of a picture, with its share of all that pictures share.
    package var bytesAPicture: Double
    /// The mean, in decibels: that of the archive, but where a codec's coarsest setting is better.
    package var psnr: Double
    /// How it is run and what is counted, in a sentence.
    package var about: String
  }
}
