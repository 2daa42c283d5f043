/// All of an image file that lasts: its pixels, and what the file said about them.
package struct Picture: Equatable, Sendable {
  package let image: Image
  package let metadata: ImageMetadata

  package init(image: Image, metadata: ImageMetadata) {
    self.image = image
    self.metadata = metadata
  }

  /// A picture of which nothing is said.
  package init(image: Image, format: ImageFormat) {
    self.init(image: image, metadata: ImageMetadata(format: format))
  }

  /// The format the picture came in and is written in; metadata can be of no other.
  package var format: ImageFormat { metadata.format }
}
