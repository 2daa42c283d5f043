import Bytes

/// A JPEG file, read as far as its pixels.
///
/// Segments are ours, pixels libjpeg-turbo's.
struct JPEGFile: Sendable {
  let frame: JPEGFrame
  let metadata: ImageMetadata
  let source: any ByteSource
  /// The file offset after the end of the image.
  let end: Int

  var shape: ImageShape {
    ImageShape(width: frame.width, height: frame.height, channels: frame.channels)
  }

  /// See ``InputPicture/init(_:)``; the file begins with the signature.
  init(parsing source: any ByteSource) throws(ImageError) {
    let file = try JPEGSegments(parsing: source)
    frame = try JPEGFrame(in: file)
    try ImageFile.refuseTrailer(of: source, from: file.end)
    guard frame.width * frame.height / Self.maximumPixelsPerByte <= source.count else {
      throw .damaged(
        reason: "\(source.count) bytes cannot hold \(frame.width) × \(frame.height) pixels",
        offset: nil)
    }
    let pieces = file.segments.filter { $0.marker.isMetadata($0.payload[...]) }.map {
      ImageMetadata.Piece(tag: [$0.marker.code], data: $0.payload)
    }
    metadata = try ImageMetadata(format: .jpeg, pieces: pieces)
    (self.source, end) = (source, file.end)
  }

  /// See ``ImageFile/jpeg(_:quality:subsampling:)``.
  static func encode(
    _ image: Image, quality: Int, subsampling: ChromaSubsampling, process: JPEGProcess
  ) throws(ImageError) -> [UInt8] {
    let coding = JPEGCoding(
      quality: quality, subsampling: subsampling, process: process, optimisesTables: true)
    return try JPEGRowWriter(image.shape, coding).append(image.samples, isLast: true)
  }

  /// An 8×8 block takes at least a bit, and components are halved or quartered at most, so that
  /// one component at least has a quarter of all blocks.
  private static let maximumPixelsPerByte = 8 * 64 * 4
}

/// How the pixels of a JPEG file are coded.
struct JPEGCoding {
  /// libjpeg's, 1…100.
  var quality: Int
  /// Of no effect on a grey image.
  var subsampling = ChromaSubsampling.s444
  var process = JPEGProcess.sequential
  /// Whether sequential files, too, have Huffman tables of their own.
  var optimisesTables = false

  /// For pictures that a codec has already cost some detail. A tenth larger than a progressive
  /// file, and written in a seventh of the time.
  ///
  /// Beside a codec at 37 dB, 99 costs another 0.2 dB for 7 bits a pixel, beside one at 34 dB
  /// 0.1 dB; 98 costs 0.3 dB for 6 bits, and 100 still 0.1 dB, for 9 bits: rounding to 8-bit
  /// Y′CbCr is what remains. Measured on six Kodak pictures and 20 photographs, blurred or coded
  /// off the grid to those PSNR.
  static let decoded = JPEGCoding(quality: 99)
}
