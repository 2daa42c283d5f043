import CImageRows

/// Owns an encoder of libjpeg-turbo.
@safe
final class JPEGRowWriter: RowWriter {
  private let handle: OpaquePointer
  private let line: Int
  private var places: JPEGPlaces?

  /// Begins a file of a decoded picture, with its metadata instead of libjpeg's own JFIF segment.
  ///
  /// Decoders take three components for Y′CbCr without that segment, too, by their numbers 1 to 3.
  init(_ shape: ImageShape, _ metadata: ImageMetadata) throws(ImageError) {
    if let coding = metadata.originalCoding {
      unsafe handle = try Self.begin(shape, Self.plan(shape, coding), coding.steps)
    } else {
      unsafe handle = try Self.begin(shape, Self.plan(shape, .decoded, saysJFIF: false))
    }
    line = shape.line
    let parts = metadata.pieces(partedBy: [.frame, .scan])
    for piece in parts[0] {
      let marked = unsafe aez_jpeg_writer_mark(
        handle, Int32(piece.tag[0]), piece.data, piece.data.count)
      guard marked else { throw failure }
    }
    if !parts[1].isEmpty || !parts[2].isEmpty {
      places = JPEGPlaces(inFront: parts[1], behind: parts[2])
    }
  }

  /// Begins a file without metadata.
  init(_ shape: ImageShape, _ coding: JPEGCoding) throws(ImageError) {
    unsafe handle = try Self.begin(shape, Self.plan(shape, coding, saysJFIF: true))
    line = shape.line
  }

  deinit {
    unsafe aez_jpeg_writer_end(handle)
  }

  private static func plan(
    _ shape: ImageShape, _ coding: JPEGCoding, saysJFIF: Bool
  ) -> aez_jpeg_plan {
    let ratio: Int32 = coding.subsampling == .s420 ? 2 : 1
    return unsafe aez_jpeg_plan(
      width: shape.width, height: shape.height, colour: shape.channels.isColour,
      quality: Int32(coding.quality), tables: nil, across: ratio, down: ratio,
      progressive: coding.process == .progressive, optimises_tables: coding.optimisesTables,
      says_jfif: saysJFIF)
  }

  private static func plan(_ shape: ImageShape, _ coding: OriginalCoding) -> aez_jpeg_plan {
    let isColour = shape.channels.isColour
    // All other processes hold the coefficients of the whole picture.
    let process = shape.pixelCount > ImageLimits.heldPixels ? .typical : coding.process
    return unsafe aez_jpeg_plan(
      width: shape.width, height: shape.height, colour: isColour, quality: 0, tables: nil,
      across: isColour ? Int32(coding.across) : 1, down: isColour ? Int32(coding.down) : 1,
      progressive: process == .progressive, optimises_tables: process == .optimised,
      says_jfif: false)
  }

  /// - Parameter steps: those of the quantisation tables; nil for libjpeg's at the plan's quality
  private static func begin(
    _ shape: ImageShape, _ plan: aez_jpeg_plan, _ steps: [UInt8]? = nil
  ) throws(ImageError) -> OpaquePointer {
    guard !shape.channels.hasAlpha else { throw .cannotWrite("JPEG holds no alpha") }
    try ImageFormat.jpeg.checkWritable(shape)
    guard let handle = unsafe aez_jpeg_writer_make() else { fatalError("out of memory") }
    var plan = unsafe plan
    let hasBegun =
      if let steps {
        unsafe steps.withUnsafeBufferPointer { steps in
          unsafe plan.tables = steps.baseAddress
          return unsafe aez_jpeg_writer_begin(handle, &plan)
        }
      } else {
        unsafe aez_jpeg_writer_begin(handle, &plan)
      }
    guard hasBegun else {
      defer { unsafe aez_jpeg_writer_end(handle) }
      throw .cannotWrite(unsafe String(cString: aez_jpeg_writer_message(handle)))
    }
    return unsafe handle
  }

  func append(_ rows: [UInt8], isLast: Bool) throws(ImageError) -> [UInt8] {
    guard unsafe aez_jpeg_writer_write(handle, rows, rows.count / line) else { throw failure }
    var count = 0
    let bytes = unsafe aez_jpeg_writer_take(handle, &count)
    let file = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    return places?.put(into: file, isLast: isLast) ?? file
  }

  private var failure: ImageError {
    .cannotWrite(unsafe String(cString: aez_jpeg_writer_message(handle)))
  }
}
