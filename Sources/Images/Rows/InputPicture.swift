import Bytes

/// A picture in a file, whose rows can be read as often as they are wanted, without ever having
/// all of them in memory.
///
///     let picture = try InputPicture(file)
///     let rows = try picture.rows()
///     while rows.remaining > 0 { use(try rows.next(1)) }
package struct InputPicture: Sendable {
  package let shape: ImageShape
  package let metadata: ImageMetadata
  private let content: Content

  private enum Content: Sendable {
    case png(PNGFile)
    case jpeg(JPEGFile)
    case held(Image)
  }

  /// The picture in `file`; reads all of it but the pixels.
  ///
  /// Throws what ``ImageFile/read(_:)`` does, but for what only decoding tells.
  package init(_ file: any ByteSource) throws(ImageError) {
    var cursor = SourceCursor(file)
    let start = try cursor.take(min(8, file.count)) ?? []
    switch ImageFormat(sniffing: start) {
    case .png:
      let png = try PNGFile(parsing: file)
      (shape, metadata, content) = (png.shape, png.metadata, .png(png))
    case .jpeg:
      let jpeg = try JPEGFile(parsing: file)
      (shape, metadata, content) = (jpeg.shape, jpeg.metadata, .jpeg(jpeg))
    case nil: throw .notAnImage(startsWith: start)
    }
  }

  /// A picture that is in memory.
  package init(_ picture: Picture) {
    (shape, metadata) = (picture.image.shape, picture.metadata)
    content = .held(picture.image)
  }

  package var format: ImageFormat { metadata.format }

  /// The rows, from the top. Those of an interlaced file are all in memory.
  package func rows() throws(ImageError) -> PictureRows {
    switch content {
    case .png(let file): PictureRows(shape, try file.rows())
    case .jpeg(let file): PictureRows(shape, try JPEGRowReader(file))
    case .held(let image): PictureRows(shape, HeldRows(image))
    }
  }

  /// All of it in memory.
  package func image() throws(ImageError) -> Image {
    if case .held(let image) = content { return image }
    return try rows().next(shape.height)
  }

  /// The same, with its pixels in memory: for pictures that are small.
  package func held() throws(ImageError) -> InputPicture {
    InputPicture(Picture(image: try image(), metadata: metadata))
  }
}
