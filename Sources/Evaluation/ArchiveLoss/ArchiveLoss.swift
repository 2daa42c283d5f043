import Images

/// The loss of an archive against the files it was made from.
package struct ArchiveLoss: Codable, Sendable {
  /// Bytes of the archive.
  package var archiveBytes: Int
  /// Total bytes of the originals that were found.
  package var originalBytes: Int
  /// The number of files that are stored byte for byte and identical to their originals.
  package var identicalFiles: Int
  /// The lossy pictures whose originals were found, in the archive's order.
  package var pictures: [Picture]
  /// Means over the pictures.
  package var meanQuality: PictureQuality
  /// The bytes that other codecs need for the same mean PSNR; nil without pictures.
  package var atEqualQuality: EqualQuality?

  /// A picture of the archive beside its original.
  package struct Picture: Codable, Sendable {
    /// Its name in the archive, printable.
    package var name: String
    package var width: Int
    package var height: Int
    /// Bytes of the original file.
    package var originalBytes: Int
    /// Bytes in the archive.
    package var packedBytes: Int
    /// 8 × `packedBytes` / pixels.
    package var bitsPerPixel: Double
    package var quality: PictureQuality
  }
}
