/// How large an image may be; checked before anything of its size is allocated.
package enum ImageLimits {
  /// Pixels in all: four samples each still keep every count below 2³¹.
  package static let pixels = 1 << 29
  /// Pixels of pictures that are held in memory whole where that is quicker; for a test other ones.
  @TaskLocal package static var heldPixels = 1 << 24
  /// Pixels a side of a PNG: libpng's own limit.
  package static let pngSide = 1_000_000
  /// Pixels a side of a JPEG: libjpeg's own limit, a little below the format's 65535.
  package static let jpegSide = 65_500

  static func side(of format: ImageFormat) -> Int {
    switch format {
    case .png: pngSide
    case .jpeg: jpegSide
    }
  }

  /// Throws `tooLarge` for sizes past the limits; `width` and `height` are below 2³².
  static func check(width: Int, height: Int, for format: ImageFormat) throws(ImageError) {
    let side = side(of: format)
    guard width <= side, height <= side, width * height <= pixels else {
      throw .tooLarge(width: width, height: height, sideLimit: side, pixelLimit: pixels)
    }
  }
}
