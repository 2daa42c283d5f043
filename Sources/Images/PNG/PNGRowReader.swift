import CImageRows

/// Owns a decoder of libpng.
@safe
final class PNGRowReader: RowReader {
  private let handle: OpaquePointer
  private let feed: ByteFeed
  private let line: Int

  /// Reads everything before the rows.
  ///
  /// Throws `damaged` for warnings too: where data is bad at the end, libpng returns what it has.
  ///
  /// - Parameter parts: a file of that shape with no chunks but IHDR, IDAT and IEND
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

  /// The samples of the next rows; an interlaced file must be asked for all of them at once.
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
