/// The picture file formats; raw values are part of the archive format.
package enum ImageFormat: UInt8, CaseIterable, Sendable {
  /// PNG (ISO/IEC 15948).
  case png = 1
  /// JPEG (ITU-T T.81).
  case jpeg = 2

  /// The format whose signature `bytes` begin with; the rest of them may still be malformed.
  package init?(sniffing bytes: some Sequence<UInt8>) {
    if bytes.starts(with: Self.pngSignature) {
      self = .png
    } else if bytes.starts(with: Self.jpegSignature) {
      self = .jpeg
    } else {
      return nil
    }
  }

  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Start of image, and the first byte of the marker after it.
  static let jpegSignature: [UInt8] = [0xFF, 0xD8, 0xFF]
}

/// The largest image allowed; sizes are checked before anything is allocated for them.
package enum ImageLimits {
  /// Pixels of an image: with four samples each, counts of samples stay within 2³¹.
  package static let pixels = 1 << 29
  /// Pixels of the largest picture that is held in memory whole where that is faster. Tests set it.
  @TaskLocal package static var heldPixels = 1 << 24
  /// Pixels of a side of a PNG: libpng's own limit.
  package static let pngSide = 1_000_000
  /// Pixels of a side of a JPEG: libjpeg's own limit, a little below the format's 65535.
  package static let jpegSide = 65_500

  static func side(of format: ImageFormat) -> Int {
    switch format {
    case .png: pngSide
    case .jpeg: jpegSide
    }
  }

  /// Throws ``ImageError/tooLarge`` for sizes past the limits; `width` and `height` are below 2³².
  static func check(width: Int, height: Int, for format: ImageFormat) throws(ImageError) {
    let side = side(of: format)
    guard width <= side, height <= side, width * height <= pixels else {
      throw .tooLarge(width: width, height: height, sideLimit: side, pixelLimit: pixels)
    }
  }
}
