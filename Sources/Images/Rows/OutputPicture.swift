/// A picture file that is written row by row, so that neither all rows nor the whole file need to
/// be in memory.
///
///     let file = try OutputPicture(shape, metadata)
///     while … { sink.append(try file.append(rows)) }
///
/// The file depends on the rows alone, not on how many are added at a time.
package final class OutputPicture {
  package let shape: ImageShape
  private var remaining: Int
  private let writer: any RowWriter

  /// Throws ``ImageError/cannotWrite(_:)`` for a JPEG with alpha or with sides above 65500.
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
  /// - Returns: the next bytes of the file, as far as they are ready; all others with the last rows
  package func append(_ rows: [UInt8]) throws(ImageError) -> [UInt8] {
    let count = rows.count / shape.line
    precondition(rows.count % shape.line == 0 && count <= remaining, "rows must fill the image")
    guard count > 0 else { return [] }
    remaining -= count
    return try writer.append(rows, isLast: remaining == 0)
  }
}

/// An encoder that takes rows in order.
protocol RowWriter: AnyObject {
  /// Adds at least one row; returns the bytes that are ready, all others with the last rows.
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
