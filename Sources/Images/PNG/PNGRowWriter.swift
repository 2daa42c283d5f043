import Bytes

/// Writes a PNG file row by row.
///
/// libdeflate compresses the filtered rows: zlib would take longer than decoding a picture from its
/// latents. But libdeflate needs all rows in memory at once, so zlib compresses large pictures.
final class PNGRowWriter: RowWriter {
  private let shape: ImageShape
  private var filter: PNGFilter
  /// The samples so far of an interlaced picture, whose first pass needs the last rows.
  private var waiting: [UInt8]?
  /// Filtered rows that are not compressed yet.
  private var rows: [UInt8] = []
  /// The compressor of large pictures.
  private let stream: DeflateStream?
  /// The bytes before the image data, until they are returned.
  private var start: [UInt8]
  /// The bytes behind the image data.
  private let end: [UInt8]
  /// Image data that has no chunk yet.
  private var compressed: [UInt8] = []

  init(_ shape: ImageShape, _ metadata: ImageMetadata) throws(ImageError) {
    try ImageFormat.png.checkWritable(shape)
    self.shape = shape
    filter = PNGFilter(width: shape.width, channels: shape.channels)
    let pieces = metadata.pieces(partedBy: [.imageData])
    start = PNGFile.start(
      PNGHeader(of: shape, isInterlaced: metadata.isInterlaced), metadata: pieces[0])
    end = PNGFile.end(metadata: pieces[1])
    waiting = metadata.isInterlaced ? [] : nil
    if shape.pixelCount > ImageLimits.heldPixels {
      stream = DeflateStream()
    } else {
      stream = nil
      rows.reserveCapacity(shape.sampleCount + shape.height)
    }
  }

  func append(_ samples: [UInt8], isLast: Bool) -> [UInt8] {
    if waiting == nil {
      filter.filter(samples[...], into: &rows)
      compressRows(isLast: isLast)
    } else {
      waiting?.append(contentsOf: samples)
      guard isLast else { return [] }
      filterPasses()
      compressRows(isLast: true)
    }
    if stream == nil, isLast {
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
    if isLast { writer.append(end) }
    return writer.bytes
  }

  /// Compresses the filtered rows of a large picture.
  private func compressRows(isLast: Bool) {
    guard let stream else { return }
    compressed += stream.append(rows, isLast: isLast)
    rows.removeAll(keepingCapacity: true)
  }

  /// Filters the passes of an interlaced picture, each of which is a picture of its own.
  private func filterPasses() {
    let samples = waiting ?? []
    waiting = nil
    let count = shape.channels.count
    for pass in PNGPass.all {
      let columns = Array(stride(from: pass.left, to: shape.width, by: pass.across))
      guard !columns.isEmpty else { continue }
      var filter = PNGFilter(width: columns.count, channels: shape.channels)
      for row in stride(from: pass.top, to: shape.height, by: pass.down) {
        var line: [UInt8] = []
        line.reserveCapacity(columns.count * count)
        for column in columns {
          let start = row * shape.line + column * count
          line += samples[start..<start + count]
        }
        filter.filter(line[...], into: &rows)
      }
      compressRows(isLast: false)
    }
  }

  private static let maximumChunk = 1 << 24
}

/// The pixels of one pass of Adam7 (ISO/IEC 15948, 8.2).
private struct PNGPass {
  let left: Int
  let top: Int
  let across: Int
  let down: Int

  static let all = [
    PNGPass(left: 0, top: 0, across: 8, down: 8), PNGPass(left: 4, top: 0, across: 8, down: 8),
    PNGPass(left: 0, top: 4, across: 4, down: 8), PNGPass(left: 2, top: 0, across: 4, down: 4),
    PNGPass(left: 0, top: 2, across: 2, down: 4), PNGPass(left: 1, top: 0, across: 2, down: 2),
    PNGPass(left: 0, top: 1, across: 1, down: 2),
  ]
}
