import Bytes

/// Image files ⇄ pictures.
package enum ImageFile {
  /// The picture that the file `bytes` holds, samples exactly as coded (PNG) or as the best
  /// decoder setting gives them (JPEG).
  ///
  /// Throws rather than return less than the file shows: what cannot be held in a ``Picture`` is
  /// `unsupported`, what does not decode without complaint is `damaged`, and so on. The archiver
  /// then stores the file as it is.
  package static func read(_ bytes: [UInt8]) throws(ImageError) -> Picture {
    let file = try InputPicture(bytes)
    return Picture(image: try file.image(), metadata: file.metadata)
  }

  /// A file of `picture.format`, its metadata and its samples: exact in PNG, nearly in JPEG.
  ///
  /// Throws `cannotWrite` for an image with alpha or sides above 65500 as JPEG.
  package static func write(_ picture: Picture) throws(ImageError) -> [UInt8] {
    try OutputPicture(picture.image.shape, picture.metadata).append(picture.image.samples)
  }

  /// Throws `unsupported` if anything but zeros follows the end of the image, at `end`.
  ///
  /// Phones put second images, depth maps and films there; dropping them would lose data.
  static func refuseTrailer(of file: any ByteSource, from end: Int) throws(ImageError) {
    var cursor = SourceCursor(file, at: end)
    while cursor.remaining > 0 {
      // Zeros are padding; of anything else nobody knows what it is worth.
      guard try cursor.piece(atMost: 1 << 16).allSatisfy({ $0 == 0 }) else {
        throw .unsupported("\(file.count - end) bytes of other data after the image")
      }
    }
  }
}
