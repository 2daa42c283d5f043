private import Bytes

/// PNG files ⇄ pictures.
///
/// Chunks are ours. Pixels are read by libpng, which only ever sees IHDR, IDAT and IEND, so that
/// neither gamma nor profile nor background makes it change a sample; they are filtered here and
/// deflated by libdeflate, as zlib would take longer than decoding a picture from its codes.
enum PNGFile {
  /// See ``ImageFile/read(_:)``; `bytes` begin with the signature.
  static func read(_ bytes: [UInt8]) throws(ImageError) -> Picture {
    let file = try PNGChunks(parsing: bytes)
    try refuseWhatPixelsDoNotTell(file)
    try ImageFile.refuseTrailer(of: bytes, from: file.end)
    let pieces = file.chunks.filter(\.type.isMetadata).map {
      ImageMetadata.Piece(tag: $0.type.bytes, data: Array($0.data))
    }
    let metadata = try ImageMetadata(format: .png, pieces: pieces)
    return Picture(image: try decode(file), metadata: metadata)
  }

  /// See ``ImageFile/write(_:)``.
  static func write(_ picture: Picture) throws(ImageError) -> [UInt8] {
    let image = picture.image
    do {
      try ImageLimits.check(width: image.width, height: image.height, for: .png)
    } catch {
      throw .cannotWrite("\(error)")
    }
    var filter = PNGFilter(width: image.width, channels: image.channels)
    var rows: [UInt8] = []
    rows.reserveCapacity(image.samples.count + image.height)
    filter.filter(image.samples[...], into: &rows)
    let data = Deflate.zlib(rows)
    // A chunk's length has 31 bits, and readers like them smaller.
    let parts = stride(from: 0, to: data.count, by: maximumChunk).map {
      data[$0..<min($0 + maximumChunk, data.count)]
    }
    return assemble(
      header: PNGHeader(of: image), metadata: picture.metadata.pieces, imageData: parts)
  }

  private static func decode(_ file: PNGChunks) throws(ImageError) -> Image {
    let header = file.header
    let count = header.width * header.height * header.channels.count
    let parts = file.imageData
    let coded = parts.reduce(0) { $0 + $1.count }
    guard count / maximumInflation <= coded else {
      throw .damaged(reason: "\(coded) bytes cannot hold \(count) samples", offset: nil)
    }
    let bare = assemble(header: header, metadata: [], imageData: parts)
    return try PNGCodec().decode(
      bare, width: header.width, height: header.height, channels: header.channels)
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

  private static func assemble(
    header: PNGHeader, metadata: [ImageMetadata.Piece], imageData: [ArraySlice<UInt8>]
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(ImageFormat.pngSignature)
    PNGChunk.append(Array("IHDR".utf8), header.data, to: &writer)
    // Colour chunks must come before IDAT, the others may.
    for piece in metadata { PNGChunk.append(piece.tag, piece.data[...], to: &writer) }
    for part in imageData { PNGChunk.append(Array("IDAT".utf8), part, to: &writer) }
    PNGChunk.append(Array("IEND".utf8), [], to: &writer)
    return writer.bytes
  }

  private static let maximumChunk = 1 << 24

  /// Deflate codes at most 258 bytes in 2 bits.
  private static let maximumInflation = 1032
}
