import Images

/// Image files whose EXIF data state an orientation.
package enum OrientedFile {
  /// A file that viewers show as `image`, with its pixels stored in an orientation.
  package static func write(
    _ image: Image, storedAs orientation: ImageOrientation, format: ImageFormat = .png
  ) throws -> [UInt8] {
    let tiff = exif(orientation)
    let piece =
      switch format {
      case .png: ImageMetadata.Piece(tag: Array("eXIf".utf8), data: tiff)
      case .jpeg: ImageMetadata.Piece(tag: [0xE1], data: Array("Exif\0\0".utf8) + tiff)
      }
    return try ImageFile.write(
      Picture(
        image: image.upright(orientation.inverse),
        metadata: ImageMetadata(format: format, pieces: [piece])))
  }

  /// A big-endian TIFF file whose only field is the orientation (CIPA DC-008, 4.6.4).
  private static func exif(_ orientation: ImageOrientation) -> [UInt8] {
    let header: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]
    let field: [UInt8] = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation.rawValue, 0, 0]
    return header + [0, 1] + field + [0, 0, 0, 0]
  }
}
