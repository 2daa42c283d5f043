/// At what resolution a JPEG holds the two chroma components of a colour picture.
package enum ChromaSubsampling: String, Codable, Sendable, CaseIterable {
  /// Full resolution.
  case s444 = "4:4:4"
  /// Half the resolution, across and down.
  case s420 = "4:2:0"
}

/// In what order a JPEG file holds its coefficients.
package enum JPEGProcess: Sendable, CaseIterable {
  /// One scan, block after block; the smaller file of pictures of a few hundred blocks.
  case sequential
  /// Several scans, one finer than the other.
  case progressive
}

extension ImageFile {
  /// A JPEG file of `image` with optimised Huffman tables, to measure other codecs against.
  ///
  /// Throws `cannotWrite` for an image with alpha or sides above 65500.
  ///
  /// - Parameters:
  ///   - quality: libjpeg's, 1…100
  ///   - subsampling: of no effect on a grey image
  ///   - process: of no effect on the samples that decode from it
  package static func jpeg(
    _ image: Image, quality: Int, subsampling: ChromaSubsampling,
    process: JPEGProcess = .progressive
  ) throws(ImageError) -> [UInt8] {
    try JPEGFile.encode(image, quality: quality, subsampling: subsampling, process: process)
  }
}
