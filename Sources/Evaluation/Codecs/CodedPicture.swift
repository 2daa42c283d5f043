import Images

/// What a codec made of a picture.
package struct CodedPicture: Sendable {
  /// Bytes of the coded file.
  package let byteCount: Int
  /// What decodes from it; the original's size, and colour if that has colour.
  package let image: Image

  package init(byteCount: Int, image: Image) {
    self.byteCount = byteCount
    self.image = image
  }
}
