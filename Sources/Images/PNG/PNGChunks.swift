internal import Bytes

/// The chunks of a PNG file in their order, from IHDR to IEND.
struct PNGChunks {
  let header: PNGHeader
  /// All chunks but IHDR and IEND.
  let chunks: [PNGChunk]
  /// The file offset after IEND.
  let end: Int

  /// Walks over the file `bytes`, verifying order, lengths and checksums.
  ///
  /// Throws `damaged` with the offset of the chunk at fault, and what ``PNGHeader`` throws.
  init(parsing bytes: [UInt8]) throws(ImageError) {
    let start = ImageFormat.pngSignature.count
    var reader = ByteReader(bytes.dropFirst(start))
    let first = try PNGChunk(parsing: &reader, from: start)
    guard first.type == "IHDR" else {
      throw .damaged(reason: "\(first.type) comes first, not IHDR", offset: start)
    }
    header = try PNGHeader(parsing: first)
    var chunks: [PNGChunk] = []
    while true {
      let chunk = try PNGChunk(parsing: &reader, from: start)
      if chunk.type == "IEND" { break }
      guard chunk.type != "IHDR" else {
        throw .damaged(reason: "a second IHDR", offset: chunk.offset)
      }
      chunks.append(chunk)
    }
    self.chunks = chunks
    end = start + reader.offset
    try checkImageData()
  }

  /// The parts of the one zlib stream that holds the pixels.
  var imageData: [ArraySlice<UInt8>] {
    chunks.filter { $0.type == "IDAT" }.map(\.data)
  }

  /// Throws unless there is image data, in one run of chunks.
  private func checkImageData() throws(ImageError) {
    let indices = chunks.indices.filter { chunks[$0].type == "IDAT" }
    guard let first = indices.first, let last = indices.last else {
      throw .damaged(reason: "no IDAT chunk", offset: end)
    }
    guard last - first + 1 == indices.count else {
      throw .damaged(reason: "other chunks between those of IDAT", offset: chunks[first].offset)
    }
  }
}

/// One chunk: a type and its data.
struct PNGChunk {
  let type: PNGChunkType
  let data: ArraySlice<UInt8>
  /// Where the chunk begins in its file.
  let offset: Int

  /// Reads the next chunk; `start` is the file offset of the reader's first byte.
  init(parsing reader: inout ByteReader, from start: Int) throws(ImageError) {
    let offset = start + reader.offset
    let tag: ArraySlice<UInt8>
    let declared: UInt32
    do throws(BytesError) {
      let length = try reader.bigEndian32()
      tag = try reader.take(4)
      data = try reader.take(Int(length))
      declared = try reader.bigEndian32()
    } catch {
      throw .damaged(reason: "the file ends within a chunk", offset: offset)
    }
    guard let type = PNGChunkType(bytes: Array(tag)) else {
      throw .damaged(reason: "\(Array(tag)) is no chunk type", offset: offset)
    }
    let computed = crc32(tag, data)
    guard computed == declared else {
      throw .damaged(
        reason: "\(type) has checksum \(computed) where it declares \(declared)", offset: offset)
    }
    self.type = type
    self.offset = offset
  }

  /// Appends length, type, data and checksum.
  static func append(_ type: [UInt8], _ data: ArraySlice<UInt8>, to writer: inout ByteWriter) {
    writer.fixed(UInt32(data.count).byteSwapped)
    writer.append(type)
    writer.append(data)
    writer.fixed(crc32(type[...], data).byteSwapped)
  }
}

extension ByteReader {
  fileprivate mutating func bigEndian32() throws(BytesError) -> UInt32 {
    try fixed(UInt32.self).byteSwapped
  }
}
