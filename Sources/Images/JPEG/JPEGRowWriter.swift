import CImageRows

/// Owns an encoder of libjpeg-turbo.
@safe
final class JPEGRowWriter: RowWriter {
  private let handle: OpaquePointer
  private let line: Int

  /// Begins a file of a decoded picture, with its metadata instead of libjpeg's own JFIF segment.
  ///
  /// Decoders take three components for Y′CbCr without that segment, too, by their numbers 1 to 3.
  init(_ shape: ImageShape, _ metadata: ImageMetadata) throws(ImageError) {
    unsafe handle = try Self.begin(shape, .decoded, saysJFIF: false)
    line = shape.line
    for piece in metadata.pieces {
      let marked = unsafe aez_jpeg_writer_mark(
        handle, Int32(piece.tag[0]), piece.data, piece.data.count)
      guard marked else { throw failure }
    }
  }

  /// Begins a file without metadata.
  init(_ shape: ImageShape, _ coding: JPEGCoding) throws(ImageError) {
    unsafe handle = try Self.begin(shape, coding, saysJFIF: true)
    line = shape.line
  }

  deinit {
    unsafe aez_jpeg_writer_end(handle)
  }

  private static func begin(
    _ shape: ImageShape, _ coding: JPEGCoding, saysJFIF: Bool
  ) throws(ImageError) -> OpaquePointer {
    guard !shape.channels.hasAlpha else { throw .cannotWrite("JPEG holds no alpha") }
    try ImageFormat.jpeg.checkWritable(shape)
    guard let handle = unsafe aez_jpeg_writer_make() else { fatalError("out of memory") }
    var plan = aez_jpeg_plan(
      width: shape.width, height: shape.height, colour: shape.channels.isColour,
      quality: Int32(coding.quality), halves_chroma: coding.subsampling == .s420,
      progressive: coding.process == .progressive, optimises_tables: coding.optimisesTables,
      says_jfif: saysJFIF)
    guard unsafe aez_jpeg_writer_begin(handle, &plan) else {
      defer { unsafe aez_jpeg_writer_end(handle) }
      throw .cannotWrite(unsafe String(cString: aez_jpeg_writer_message(handle)))
    }
    return unsafe handle
  }

  func append(_ rows: [UInt8], isLast: Bool) throws(ImageError) -> [UInt8] {
    guard unsafe aez_jpeg_writer_write(handle, rows, rows.count / line) else { throw failure }
    var count = 0
    let bytes = unsafe aez_jpeg_writer_take(handle, &count)
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private var failure: ImageError {
    .cannotWrite(unsafe String(cString: aez_jpeg_writer_message(handle)))
  }
}
