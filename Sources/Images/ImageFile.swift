import Bytes

/// Image files ⇄ pictures.
package enum ImageFile {
  /// Decodes the picture file `bytes`: samples exactly as coded (PNG) or as libjpeg-turbo's most
  /// accurate settings give them (JPEG).
  ///
  /// Throws rather than return less than the file shows: ``ImageError/unsupported(_:)`` where a
  /// ``Picture`` cannot hold it, ``ImageError/damaged(reason:offset:)`` where it does not decode
  /// without a warning. The archiver then stores the file as it is.
  package static func read(_ bytes: [UInt8]) throws(ImageError) -> Picture {
    let file = try InputPicture(bytes)
    return Picture(image: try file.image(), metadata: file.metadata)
  }

  /// Encodes a picture in its format, with its metadata: exactly as PNG, nearly so as JPEG.
  ///
  /// Throws ``ImageError/cannotWrite(_:)`` for a JPEG with alpha or with sides above 65500.
  package static func write(_ picture: Picture) throws(ImageError) -> [UInt8] {
    try OutputPicture(picture.image.shape, picture.metadata).append(picture.image.samples)
  }

  /// Throws `unsupported` if anything but zeros follows the end of the image, at `end`: phones put
  /// second images, depth maps and videos there, and dropping them would lose data.
  static func refuseTrailer(of file: any ByteSource, from end: Int) throws(ImageError) {
    var cursor = SourceCursor(file, at: end)
    while cursor.remaining > 0 {
      // Zeros are padding; all other bytes may be worth keeping.
      guard try cursor.piece(atMost: 1 << 16).allSatisfy({ $0 == 0 }) else {
        throw .unsupported("other data after the image")
      }
    }
  }
}

/// The pixels of an image file, and its metadata.
package struct Picture: Equatable, Sendable {
  package let image: Image
  package let metadata: ImageMetadata

  package init(image: Image, metadata: ImageMetadata) {
    self.image = image
    self.metadata = metadata
  }

  /// A picture without metadata.
  package init(image: Image, format: ImageFormat) {
    self.init(image: image, metadata: ImageMetadata(format: format))
  }

  /// The format the picture was read from and is written in; its metadata belong to that format.
  package var format: ImageFormat { metadata.format }
}
