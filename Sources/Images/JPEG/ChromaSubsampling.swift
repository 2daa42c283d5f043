/// At what resolution a JPEG holds the two chroma components of a colour picture.
package enum ChromaSubsampling: String, Codable, Sendable, CaseIterable {
  /// Full resolution.
  case s444 = "4:4:4"
  /// Half the resolution, across and down.
  case s420 = "4:2:0"
}

extension ImageFile {
  /// A progressive JPEG file of `image` with optimised Huffman tables, as a baseline codec.
  ///
  /// Throws `cannotWrite` for an image with alpha or sides above 65500.
  ///
  /// - Parameters:
  ///   - quality: libjpeg's, 1…100
  ///   - subsampling: of no effect on a grey image
  package static func jpeg(
    _ image: Image, quality: Int, subsampling: ChromaSubsampling
  ) throws(ImageError) -> [UInt8] {
    try JPEGFile.encode(image, quality: quality, subsampling: subsampling)
  }
}
