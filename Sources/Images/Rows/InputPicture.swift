import Bytes

/// A picture in a file, whose rows can be read any number of times without all being in memory.
///
///     let picture = try InputPicture(file)
///     let rows = try picture.rows()
///     while rows.remaining > 0 { use(try rows.next(1)) }
package struct InputPicture: Sendable {
  package let shape: ImageShape
  package let metadata: ImageMetadata
  /// The size of the file in bytes; nil for a picture that never was one.
  package let fileSize: Int?
  private let content: Content

  private indirect enum Content: Sendable {
    case png(PNGFile)
    case jpeg(JPEGFile)
    case held(Image)
    /// The same with smooth colours in pixels of alpha 0.
    case filled(Content)
  }

  private init(_ other: InputPicture, content: Content) {
    (shape, metadata, fileSize) = (other.shape, other.metadata, other.fileSize)
    self.content = content
  }

  /// Reads everything but the pixels.
  ///
  /// Throws what ``ImageFile/read(_:)`` does, except for errors that only decoding reveals.
  package init(_ file: any ByteSource) throws(ImageError) {
    var cursor = SourceCursor(file)
    let start = try cursor.take(min(8, file.count)) ?? []
    fileSize = file.count
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

  /// Wraps a picture in memory.
  package init(_ picture: Picture) {
    (shape, metadata, fileSize) = (picture.image.shape, picture.metadata, nil)
    content = .held(picture.image)
  }

  package var format: ImageFormat { metadata.format }

  /// Begins to read the rows, from the top. Those of an interlaced file are all in memory.
  package func rows() throws(ImageError) -> PictureRows {
    PictureRows(shape, try reader(of: content))
  }

  private func reader(of content: Content) throws(ImageError) -> any RowReader {
    switch content {
    case .png(let file): try file.rows()
    case .jpeg(let file): try JPEGRowReader(file)
    case .held(let image): HeldRows(image)
    case .filled(let content): FilledRows(try reader(of: content), shape)
    }
  }

  /// Reads the whole image.
  package func image() throws(ImageError) -> Image {
    if case .held(let image) = content { return image }
    return try rows().next(shape.height)
  }

  /// The same with smooth colours in pixels of alpha 0, so that a lossy codec spends little on
  /// them.
  package func fillingInvisible() throws(ImageError) -> InputPicture {
    guard shape.channels.hasAlpha else { return self }
    let filled = InputPicture(self, content: .filled(content))
    // The rows of a small picture are filled once only.
    return shape.pixelCount <= ImageLimits.heldPixels ? try filled.held() : filled
  }

  /// Reads the pixels of a small picture, so that its rows come from memory.
  package func held() throws(ImageError) -> InputPicture {
    InputPicture(self, content: .held(try image()))
  }
}
