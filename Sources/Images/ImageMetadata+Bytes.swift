import Bytes

// The layout, which is part of the archive format:
//
//     format   1 byte          1 PNG, 2 JPEG
//     count    varint          pieces, 0…65536
//     count times, in the order of the file:
//       tag    4 or 1 bytes    PNG: chunk type, as in the file. JPEG: second byte of the marker
//       length varint          bytes of data; the lengths of all pieces add up to at most 2²⁸
//       data   length bytes    PNG: chunk data. JPEG: segment after its length field, at most 65533
//
// Varints are unsigned LEB128 in their shortest form. A PNG tag is `PLTE` or four ASCII letters of
// which the first is lower-case (ancillary), but not `tRNS`, `acTL` or `iDOT`. A JPEG tag is
// `E0`…`EF` (APP0…APP15) or `FE` (comment); data of 12 bytes or more in APP14 do not begin with
// `Adobe`. Marks are pieces, too, each at most once: in PNG `IHDR` (data: 1, interlaced) and `IDAT`
// (no data), in JPEG `DB` (the layout of `OriginalCoding`), `C0` and `DA` (no data). A reader
// refuses all else.
extension ImageMetadata {
  /// Reads one metadata block.
  ///
  /// Throws ``ImageError/damaged(reason:offset:)`` with the offset in `reader` for anything that
  /// ``write(to:)`` does not write.
  package init(parsing reader: inout ByteReader) throws(ImageError) {
    let start = reader.offset
    do {
      let format = try ImageFormat(parsing: &reader)
      let pieces = try Self.parsePieces(of: format, from: &reader)
      try self.init(format: format, pieces: pieces)
    } catch {
      throw .damaged(reason: "metadata: \(error)", offset: start)
    }
  }

  /// Appends one metadata block.
  package func write(to writer: inout ByteWriter) {
    writer.fixed(format.rawValue)
    writer.varint(pieces.count)
    for piece in pieces {
      writer.append(piece.tag)
      writer.varint(piece.data.count)
      writer.append(piece.data)
    }
  }
}

extension ImageMetadata {
  private static func parsePieces(
    of format: ImageFormat, from reader: inout ByteReader
  ) throws(BytesError) -> [Piece] {
    let count = try reader.count(atMost: maximumCount)
    var pieces: [Piece] = []
    var rest = maximumByteCount
    for _ in 0..<count {
      let tag = try reader.take(format.tagByteCount)
      let length = try reader.count(atMost: rest)
      rest -= length
      pieces.append(Piece(tag: Array(tag), data: Array(try reader.take(length))))
    }
    return pieces
  }
}

extension ImageFormat {
  fileprivate init(parsing reader: inout ByteReader) throws {
    let code: UInt8 = try reader.fixed()
    guard let format = ImageFormat(rawValue: code) else {
      throw ImageError.unsupported("image format \(code)")
    }
    self = format
  }

  /// The bytes of a piece's tag.
  fileprivate var tagByteCount: Int {
    switch self {
    case .png: 4
    case .jpeg: 1
    }
  }
}
