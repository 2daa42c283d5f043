import Bytes

/// A PNG file, read as far as its pixels.
///
/// Chunks are ours, pixels libpng's, which only ever sees IHDR, IDAT and IEND, so that neither
/// gamma nor profile nor background makes it change a sample.
struct PNGFile: Sendable {
  let metadata: ImageMetadata
  let source: any ByteSource
  private let header: PNGHeader
  private let imageData: Range<Int>

  var shape: ImageShape { header.shape }

  /// See ``InputPicture/init(_:)``; the file begins with the signature.
  init(parsing source: any ByteSource) throws(ImageError) {
    let file = try PNGChunks(parsing: source)
    try Self.refuseWhatPixelsDoNotTell(file)
    try ImageFile.refuseTrailer(of: source, from: file.end)
    let pieces = file.chunks.filter(\.type.isMetadata).map {
      ImageMetadata.Piece(tag: $0.type.bytes, data: $0.data)
    }
    metadata = try ImageMetadata(format: .png, pieces: pieces)
    (header, imageData, self.source) = (file.header, file.imageData, source)
    guard shape.sampleCount / Self.maximumInflation <= file.imageDataCount else {
      throw .damaged(
        reason: "\(file.imageDataCount) bytes cannot hold \(shape.sampleCount) samples",
        offset: nil)
    }
  }

  /// The rows; of an interlaced file all of them are read now.
  func rows() throws(ImageError) -> any RowReader {
    let reader = try PNGRowReader(shape, parts)
    guard header.isInterlaced else { return reader }
    return HeldRows(Image(shape, samples: try reader.read(shape.height)))
  }

  /// The file without its metadata.
  private var parts: [ByteFeed.Part] {
    let start = Self.start(header, metadata: [])
    return [(start, 0..<start.count), (source, imageData), (Self.end, 0..<Self.end.count)]
  }

  /// Throws `unsupported` for chunks without which the pixels are another picture.
  private static func refuseWhatPixelsDoNotTell(_ file: PNGChunks) throws(ImageError) {
    for chunk in file.chunks {
      switch chunk.type {
      case "IDAT", "PLTE": continue  // In an image without indices PLTE is but a suggestion.
      case "tRNS": throw .unsupported("a transparent colour (tRNS)")
      case "acTL": throw .unsupported("an animation (acTL)")
      case let type where !type.isAncillary: throw .unsupported("critical chunk \(type)")
      default: continue
      }
    }
  }

  /// Deflate codes at most 258 bytes in 2 bits.
  private static let maximumInflation = 1032
}

extension PNGFile {
  /// All of a file that comes before its image data.
  static func start(_ header: PNGHeader, metadata: [ImageMetadata.Piece]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(ImageFormat.pngSignature)
    PNGChunk.append(Array("IHDR".utf8), header.data[...], to: &writer)
    // Colour chunks must come before IDAT, the others may.
    for piece in metadata { PNGChunk.append(piece.tag, piece.data[...], to: &writer) }
    return writer.bytes
  }

  /// What comes after it.
  static let end: [UInt8] = {
    var writer = ByteWriter()
    PNGChunk.append(Array("IEND".utf8), [], to: &writer)
    return writer.bytes
  }()
}
