import Images

/// What an archive lost of the files it was made from.
package struct ArchiveLoss: Codable, Sendable {
  /// Bytes of the archive.
  package var archiveBytes: Int
  /// Bytes of the originals that were found.
  package var originalBytes: Int
  /// Files stored byte for byte whose originals are the same.
  package var identicalFiles: Int
  /// The pictures stored with loss whose originals were found, in the archive's order.
  package var pictures: [Picture]
  /// Means over the pictures.
  package var meanQuality: PictureQuality
  /// What other codecs need for the same mean PSNR; nil without pictures.
  package var atEqualQuality: EqualQuality?

  /// A picture of the archive beside its original.
  package struct Picture: Codable, Sendable {
    /// In the archive, made fit to show.
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
