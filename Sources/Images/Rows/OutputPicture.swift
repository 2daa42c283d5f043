/// A picture file that is made row by row, so that neither all rows nor all of the file need be in
/// memory.
///
///     let file = try OutputPicture(shape, metadata)
///     while … { sink.append(try file.append(rows)) }
///
/// The same rows make the same file, however many are added at a time.
package final class OutputPicture {
  package let shape: ImageShape
  private var remaining: Int
  private let writer: any RowWriter

  /// Throws `cannotWrite` for an image with alpha or sides above 65500 as JPEG.
  package init(_ shape: ImageShape, _ metadata: ImageMetadata) throws(ImageError) {
    self.shape = shape
    remaining = shape.height
    switch metadata.format {
    case .png: writer = try PNGRowWriter(shape, metadata)
    case .jpeg: writer = try JPEGRowWriter(shape, metadata)
    }
  }

  /// Adds the next rows.
  ///
  /// - Returns: bytes of the file that are ready; its last ones with the last rows
  package func append(_ rows: [UInt8]) throws(ImageError) -> [UInt8] {
    let count = rows.count / shape.line
    precondition(rows.count % shape.line == 0 && count <= remaining, "rows must fill the image")
    guard count > 0 else { return [] }
    remaining -= count
    return try writer.append(rows, isLast: remaining == 0)
  }
}

/// What makes rows a file.
protocol RowWriter: AnyObject {
  /// Adds whole rows, one at least; gives what of the file is ready, all of it with the last.
  func append(_ rows: [UInt8], isLast: Bool) throws(ImageError) -> [UInt8]
}

extension ImageFormat {
  /// Throws `cannotWrite` for sizes past the limits.
  func checkWritable(_ shape: ImageShape) throws(ImageError) {
    do {
      try ImageLimits.check(width: shape.width, height: shape.height, for: self)
    } catch {
      throw .cannotWrite("\(error)")
    }
  }
}
