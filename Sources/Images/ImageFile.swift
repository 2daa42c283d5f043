/// Image files ⇄ pictures.
package enum ImageFile {
  /// The picture that the file `bytes` holds, samples exactly as coded (PNG) or as the best
  /// decoder setting gives them (JPEG).
  ///
  /// Throws rather than return less than the file shows: what cannot be held in a ``Picture`` is
  /// `unsupported`, what does not decode without complaint is `damaged`, and so on. The archiver
  /// then stores the file as it is.
  package static func read(_ bytes: [UInt8]) throws(ImageError) -> Picture {
    switch ImageFormat(sniffing: bytes) {
    case .png: try PNGFile.read(bytes)
    case .jpeg: try JPEGFile.read(bytes)
    case nil: throw .notAnImage(startsWith: Array(bytes.prefix(8)))
    }
  }

  /// A file of `picture.format`, its metadata and its samples: exact in PNG, nearly in JPEG.
  ///
  /// Throws `cannotWrite` for an image with alpha or sides above 65500 as JPEG.
  package static func write(_ picture: Picture) throws(ImageError) -> [UInt8] {
    switch picture.format {
    case .png: try PNGFile.write(picture)
    case .jpeg: try JPEGFile.write(picture)
    }
  }

  /// Throws `unsupported` if anything but zeros follows the end of the image, at `end`.
  ///
  /// Phones put second images, depth maps and films there; dropping them would lose data.
  static func refuseTrailer(of bytes: [UInt8], from end: Int) throws(ImageError) {
    // Zeros are padding; of anything else nobody knows what it is worth.
    guard bytes[end...].allSatisfy({ $0 == 0 }) else {
      throw .unsupported("\(bytes.count - end) bytes of other data after the image")
    }
  }
}
