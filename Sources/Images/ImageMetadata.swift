/// The pieces of an image file, beside its pixels, that are kept when the pixels are coded anew.
///
/// They are kept byte for byte and in the file's order: colour profile, EXIF, XMP, IPTC, density,
/// texts, chunks that nobody knows. Pieces that only describe how pixels are coded are left out;
/// instead a few ``Mark``s say how a copy of the file is coded.
package struct ImageMetadata: Equatable, Sendable {
  /// The format the pieces belong to.
  package let format: ImageFormat
  package let pieces: [Piece]

  /// A PNG chunk or a JPEG marker segment.
  package struct Piece: Equatable, Sendable {
    /// PNG: the four letters of the chunk type. JPEG: the marker's second byte, alone.
    package let tag: [UInt8]
    /// PNG: the chunk's data. JPEG: the segment's bytes after its length field.
    package let data: [UInt8]

    package init(tag: [UInt8], data: [UInt8]) {
      self.tag = tag
      self.data = data
    }
  }

  /// A piece that is no part of the file, but says something of it.
  package enum Mark: Sendable {
    /// PNG: the rows are interlaced.
    case interlaced
    /// PNG: the image data stand here; without it they follow all pieces.
    case imageData
    /// JPEG: how the original is coded.
    case coding
    /// JPEG: the frame header stands here; without it it follows all pieces, or those before the
    /// scans.
    case frame
    /// JPEG: the scans stand here; without it they follow all pieces.
    case scan
  }

  /// No metadata.
  package init(format: ImageFormat) {
    self.format = format
    self.pieces = []
  }

  /// Takes pieces that `format` keeps, within the limits below.
  ///
  /// Throws ``ImageError/unsupported(_:)`` for all others.
  package init(format: ImageFormat, pieces: [Piece]) throws(ImageError) {
    guard pieces.count <= Self.maximumCount else {
      throw .unsupported("more than \(Self.maximumCount) pieces of metadata")
    }
    let total = pieces.reduce(0) { $0 + $1.data.count }
    guard total <= Self.maximumByteCount else {
      throw .unsupported("more than \(Self.maximumByteCount >> 20) MiB of metadata")
    }
    guard pieces.allSatisfy(format.keeps) else {
      throw .unsupported("metadata that does not outlast the coding of its pixels")
    }
    let marks = pieces.compactMap(\.mark)
    guard Set(marks).count == marks.count else {
      throw .unsupported("a mark that is there twice")
    }
    self.format = format
    self.pieces = pieces
  }

  /// Takes pieces that have passed the checks of ``init(format:pieces:)``.
  init(format: ImageFormat, checked pieces: [Piece]) {
    (self.format, self.pieces) = (format, pieces)
  }

  /// The most pieces an image may have.
  package static let maximumCount = 1 << 16
  /// The most bytes of data that all pieces of an image may have together.
  package static let maximumByteCount = 1 << 28
}

extension ImageFormat {
  /// Whether `piece` can belong to a file of this format, and stays true when pixels are coded
  /// anew.
  func keeps(_ piece: ImageMetadata.Piece) -> Bool {
    switch (self, piece.mark) {
    case (.png, .interlaced): piece.data == [1]
    case (.png, .imageData), (.jpeg, .frame), (.jpeg, .scan): piece.data.isEmpty
    case (.jpeg, .coding): OriginalCoding(bytes: piece.data) != nil
    case (.png, nil): PNGChunkType(bytes: piece.tag)?.isMetadata ?? false
    case (.jpeg, nil):
      piece.tag.count == 1 && JPEGMarker(code: piece.tag[0]).isMetadata(piece.data[...])
    case (.png, _), (.jpeg, _): false
    }
  }
}
