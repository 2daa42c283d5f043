import Bytes

/// Makes a PNG file of rows: filtered here, and deflated by libdeflate, as zlib would take longer
/// than decoding a picture from its codes.
///
/// libdeflate wants all that is to be compressed at once; of large pictures that would be too much,
/// and zlib, which does not, makes a little less of them.
final class PNGRowWriter: RowWriter {
  private var filter: PNGFilter
  /// Filtered rows that wait to be compressed.
  private var rows: [UInt8] = []
  /// The compressor of large pictures.
  private let stream: DeflateStream?
  /// What is ready of the file; what it ends with, of the image data, may wait for its chunk.
  private var start: [UInt8]
  private var compressed: [UInt8] = []

  init(_ shape: ImageShape, _ metadata: ImageMetadata) throws(ImageError) {
    try ImageFormat.png.checkWritable(shape)
    filter = PNGFilter(width: shape.width, channels: shape.channels)
    start = PNGFile.start(PNGHeader(of: shape), metadata: metadata.pieces)
    if shape.pixelCount > ImageLimits.heldPixels {
      stream = DeflateStream()
    } else {
      stream = nil
      rows.reserveCapacity(shape.sampleCount + shape.height)
    }
  }

  func append(_ samples: [UInt8], isLast: Bool) -> [UInt8] {
    filter.filter(samples[...], into: &rows)
    if let stream {
      compressed += stream.append(rows, isLast: isLast)
      rows.removeAll(keepingCapacity: true)
    } else if isLast {
      compressed = Deflate.zlib(rows)
      rows = []
    }
    var writer = ByteWriter()
    writer.append(start)
    start = []
    // A chunk's length has 31 bits, and readers like them smaller.
    for first in Swift.stride(from: 0, to: compressed.count, by: Self.maximumChunk) {
      let part = compressed[first..<min(first + Self.maximumChunk, compressed.count)]
      PNGChunk.append(Array("IDAT".utf8), part, to: &writer)
    }
    compressed = []
    if isLast { writer.append(PNGFile.end) }
    return writer.bytes
  }

  private static let maximumChunk = 1 << 24
}
