import CImageRows

/// Owns the state of one reading by libpng.
@safe
final class PNGRowReader: RowReader {
  private let handle: OpaquePointer
  private let feed: ByteFeed
  private let line: Int

  /// Reads all that comes before the rows.
  ///
  /// Throws `damaged` for warnings too: libpng returns what it has where data is bad at the end.
  ///
  /// - Parameter parts: a file that holds IHDR, IDAT and IEND only and is of the given shape
  init(_ shape: ImageShape, _ parts: [ByteFeed.Part]) throws(ImageError) {
    let feed = ByteFeed(parts)
    guard let handle = unsafe aez_png_reader_make(ByteFeed.callback, feed.context) else {
      fatalError("out of memory")
    }
    unsafe self.handle = handle
    self.feed = feed
    line = shape.line
    guard unsafe aez_png_reader_begin(handle, shape.width, shape.height, shape.line) else {
      throw failure
    }
  }

  deinit {
    unsafe aez_png_reader_end(handle)
  }

  /// The samples of the next rows; of an interlaced file of all of them.
  func read(_ count: Int) throws(ImageError) -> [UInt8] {
    let size = count * line
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = unsafe aez_png_reader_read(handle, buffer.baseAddress, count) ? size : 0
    }
    guard samples.count == size else { throw failure }
    return samples
  }

  private var failure: ImageError {
    feed.failure
      ?? .damaged(reason: unsafe String(cString: aez_png_reader_message(handle)), offset: nil)
  }
}
