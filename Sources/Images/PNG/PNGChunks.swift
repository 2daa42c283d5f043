import Bytes

/// The chunks of a PNG file in their order, from IHDR to IEND.
struct PNGChunks {
  let header: PNGHeader
  /// All chunks but IHDR and IEND.
  let chunks: [PNGChunk]
  /// The file offset after IEND.
  let end: Int
  /// The range of the file with the IDAT chunks, whose data are one zlib stream.
  let imageData: Range<Int>
  /// The length of that stream in bytes.
  let imageDataCount: Int

  /// Reads all chunks and verifies their order, lengths and checksums.
  ///
  /// Throws `damaged` with the offset of the offending chunk, and what ``PNGHeader`` throws.
  init(parsing file: any ByteSource) throws(ImageError) {
    let start = ImageFormat.pngSignature.count
    var cursor = SourceCursor(file, at: start)
    let first = try PNGChunk(parsing: &cursor)
    guard first.type == "IHDR" else {
      throw .damaged(reason: "\(first.type) comes first, not IHDR", offset: start)
    }
    header = try PNGHeader(parsing: first)
    var chunks: [PNGChunk] = []
    while true {
      let chunk = try PNGChunk(parsing: &cursor)
      if chunk.type == "IEND" {
        guard chunk.count == 0 else { throw .unsupported("data in the chunk IEND") }
        break
      }
      guard chunk.type != "IHDR" else {
        throw .damaged(reason: "a second IHDR", offset: chunk.range.lowerBound)
      }
      chunks.append(chunk)
    }
    self.chunks = chunks
    end = cursor.offset
    imageData = try Self.imageData(of: chunks, end: end)
    imageDataCount = chunks.reduce(0) { $0 + ($1.type == "IDAT" ? $1.count : 0) }
  }

  /// Throws `damaged` unless there are IDAT chunks, one behind the other.
  private static func imageData(
    of chunks: [PNGChunk], end: Int
  ) throws(ImageError) -> Range<Int> {
    let indices = chunks.indices.filter { chunks[$0].type == "IDAT" }
    guard let first = indices.first, let last = indices.last else {
      throw .damaged(reason: "no IDAT chunk", offset: end)
    }
    let start = chunks[first].range.lowerBound
    guard last - first + 1 == indices.count else {
      throw .damaged(reason: "other chunks between those of IDAT", offset: start)
    }
    return start..<chunks[last].range.upperBound
  }
}

/// One chunk: a type and its data.
struct PNGChunk {
  let type: PNGChunkType
  /// Its data if it is IHDR or metadata; empty otherwise.
  let data: [UInt8]
  /// The length of its data in bytes.
  let count: Int
  /// The range of the whole chunk in its file.
  let range: Range<Int>

  /// Reads the next chunk.
  init(parsing cursor: inout SourceCursor) throws(ImageError) {
    let offset = cursor.offset
    let early = ImageError.damaged(reason: "the file ends within a chunk", offset: offset)
    guard let length = try cursor.bigEndian32(), let tag = try cursor.take(4),
      Int(length) <= cursor.remaining
    else { throw early }
    let type = PNGChunkType(bytes: tag)
    let isKept = type == "IHDR" || type?.isMetadata == true
    var (data, rest, computed) = ([UInt8](), Int(length), crc32(tag[...]))
    while rest > 0 {
      let piece = try cursor.piece(atMost: rest)
      computed = crc32(continuing: computed, with: piece)
      if isKept { data += piece }
      rest -= piece.count
    }
    guard let declared = try cursor.bigEndian32() else { throw early }
    guard let type else {
      throw .damaged(reason: "\(tag) is no chunk type", offset: offset)
    }
    guard computed == declared else {
      throw .damaged(
        reason: "\(type) has checksum \(computed) where it declares \(declared)", offset: offset)
    }
    (self.type, self.data) = (type, data)
    (count, range) = (Int(length), offset..<cursor.offset)
  }

  /// Appends length, type, data and checksum.
  static func append(_ type: [UInt8], _ data: ArraySlice<UInt8>, to writer: inout ByteWriter) {
    writer.fixed(UInt32(data.count).byteSwapped)
    writer.append(type)
    writer.append(data)
    writer.fixed(crc32(type[...], data).byteSwapped)
  }
}

extension SourceCursor {
  fileprivate mutating func bigEndian32() throws(ImageError) -> UInt32? {
    try take(4)?.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
