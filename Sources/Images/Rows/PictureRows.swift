/// The rows of a picture, from the top.
package final class PictureRows {
  package let shape: ImageShape
  /// Rows not yet read.
  package private(set) var remaining: Int
  private let source: any RowReader

  init(_ shape: ImageShape, _ source: any RowReader) {
    (self.shape, self.source) = (shape, source)
    remaining = shape.height
  }

  /// Reads the next `count` rows, at least one and at most ``remaining``, as an image.
  ///
  /// Throws ``ImageError/damaged(reason:offset:)`` or ``ImageError/unreadable(_:)``; nothing more
  /// can be read after an error.
  package func next(_ count: Int) throws(ImageError) -> Image {
    precondition(count > 0 && count <= remaining, "rows out of range")
    remaining -= count
    let rows = ImageShape(width: shape.width, height: count, channels: shape.channels)
    return Image(rows, samples: try source.read(count))
  }
}

/// A decoder that gives its rows in order.
protocol RowReader: AnyObject {
  /// Reads the samples of the next `count` rows, at most all that remain.
  func read(_ count: Int) throws(ImageError) -> [UInt8]
}

/// The rows of a picture in memory.
final class HeldRows: RowReader {
  private let samples: [UInt8]
  private let line: Int
  private var start = 0

  init(_ image: Image) {
    (samples, line) = (image.samples, image.shape.line)
  }

  func read(_ count: Int) -> [UInt8] {
    let end = start + count * line
    defer { start = end }
    return start == 0 && end == samples.count ? samples : Array(samples[start..<end])
  }
}
