import CImageRows

/// Owns a decoder of libjpeg-turbo.
@safe
final class JPEGRowReader: RowReader {
  private let handle: OpaquePointer
  private let feed: ByteFeed
  private let line: Int

  /// Reads everything before the rows.
  ///
  /// Throws `damaged` for warnings too: where data is bad or missing, libjpeg fills in grey.
  init(_ file: JPEGFile) throws(ImageError) {
    let feed = ByteFeed([(file.source, 0..<file.end)])
    guard let handle = unsafe aez_jpeg_reader_make(ByteFeed.callback, feed.context) else {
      fatalError("out of memory")
    }
    unsafe self.handle = handle
    self.feed = feed
    line = file.shape.line
    let begun = unsafe aez_jpeg_reader_begin(
      handle, file.frame.width, file.frame.height, file.frame.channels.isColour)
    guard begun else { throw failure }
  }

  deinit {
    unsafe aez_jpeg_reader_end(handle)
  }

  func read(_ count: Int) throws(ImageError) -> [UInt8] {
    let size = count * line
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = unsafe aez_jpeg_reader_read(handle, buffer.baseAddress, count) ? size : 0
    }
    guard samples.count == size else { throw failure }
    return samples
  }

  private var failure: ImageError {
    feed.failure
      ?? .damaged(reason: unsafe String(cString: aez_jpeg_reader_message(handle)), offset: nil)
  }
}
