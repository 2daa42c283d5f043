import Bytes

/// Writes a PNG file row by row.
///
/// libdeflate compresses the filtered rows: zlib would take longer than decoding a picture from its
/// latents. But libdeflate needs all rows in memory at once, so zlib compresses large pictures.
final class PNGRowWriter: RowWriter {
  private var filter: PNGFilter
  /// Filtered rows that are not compressed yet.
  private var rows: [UInt8] = []
  /// The compressor of large pictures.
  private let stream: DeflateStream?
  /// The bytes before the image data, until they are returned.
  private var start: [UInt8]
  /// Image data that has no chunk yet.
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
    // The length of a chunk has 31 bits, and readers cope better with smaller chunks.
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
