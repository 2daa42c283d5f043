import Bytes

/// A PNG file, read up to its pixels.
///
/// Chunks are parsed here. libpng decodes the pixels and only ever sees IHDR, IDAT and IEND, so
/// neither gamma nor profile nor background makes it change a sample.
struct PNGFile: Sendable {
  let metadata: ImageMetadata
  let source: any ByteSource
  private let header: PNGHeader
  private let imageData: Range<Int>

  var shape: ImageShape { header.shape }

  /// Reads everything but the pixels of a file that begins with the signature; throws what
  /// ``InputPicture/init(_:)`` does.
  init(parsing source: any ByteSource) throws(ImageError) {
    let file = try PNGChunks(parsing: source)
    try Self.refuseUnsupportedChunks(file)
    try ImageFile.refuseTrailer(of: source, from: file.end)
    metadata = try ImageMetadata(format: .png, pieces: Self.pieces(of: file))
    (header, imageData, self.source) = (file.header, file.imageData, source)
    guard shape.sampleCount / Self.maximumInflation <= file.imageDataCount else {
      throw .damaged(
        reason: "\(file.imageDataCount) bytes cannot hold \(shape.sampleCount) samples",
        offset: nil)
    }
  }

  /// The rows; those of an interlaced file are all read at once.
  func rows() throws(ImageError) -> any RowReader {
    let reader = try PNGRowReader(shape, parts)
    guard header.isInterlaced else { return reader }
    return HeldRows(Image(shape, samples: try reader.read(shape.height)))
  }

  /// The parts of the file that libpng sees: all but the metadata.
  private var parts: [ByteFeed.Part] {
    let (start, end) = (Self.start(header, metadata: []), Self.end(metadata: []))
    return [(start, 0..<start.count), (source, imageData), (end, 0..<end.count)]
  }

  /// The metadata, with whether the file is interlaced, and where its image data stand if any
  /// metadata follow them.
  private static func pieces(of file: PNGChunks) -> [ImageMetadata.Piece] {
    var pieces: [ImageMetadata.Piece] = []
    if file.header.isInterlaced { pieces.append(ImageMetadata.Piece(.interlaced, [1])) }
    var isBehind = false
    for chunk in file.chunks {
      if chunk.type == "IDAT" {
        isBehind = true
      } else if chunk.type.isMetadata {
        if isBehind, !pieces.contains(where: { $0.mark == .imageData }) {
          pieces.append(ImageMetadata.Piece(.imageData))
        }
        pieces.append(ImageMetadata.Piece(tag: chunk.type.bytes, data: chunk.data))
      }
    }
    return pieces
  }

  /// Throws `unsupported` for chunks that change what the pixels show.
  private static func refuseUnsupportedChunks(_ file: PNGChunks) throws(ImageError) {
    for chunk in file.chunks {
      switch chunk.type {
      case "IDAT", "PLTE": continue  // PLTE is only a suggestion in an image without indices.
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
  /// The bytes of a file before its image data.
  static func start(_ header: PNGHeader, metadata: [ImageMetadata.Piece]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(ImageFormat.pngSignature)
    PNGChunk.append(Array("IHDR".utf8), header.data[...], to: &writer)
    for piece in metadata { PNGChunk.append(piece.tag, piece.data[...], to: &writer) }
    return writer.bytes
  }

  /// The bytes of a file behind its image data.
  static func end(metadata: [ImageMetadata.Piece]) -> [UInt8] {
    var writer = ByteWriter()
    for piece in metadata { PNGChunk.append(piece.tag, piece.data[...], to: &writer) }
    PNGChunk.append(Array("IEND".utf8), [], to: &writer)
    return writer.bytes
  }
}
