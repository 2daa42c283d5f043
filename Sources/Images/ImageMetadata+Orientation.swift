extension ImageMetadata {
  /// The orientation that the EXIF data state; ``ImageOrientation/topLeft`` where there are none,
  /// or where they are malformed.
  package var orientation: ImageOrientation {
    guard let field = orientationField else { return .topLeft }
    let value = field.bytes(of: pieces[field.piece].data)
    guard value[0] == 0 else { return .topLeft }
    return ImageOrientation(rawValue: value[1]) ?? .topLeft
  }

  /// These metadata with `orientation` in their EXIF data, in so far as those state one; nothing
  /// else changes.
  package func oriented(_ orientation: ImageOrientation) -> ImageMetadata {
    guard let field = orientationField else { return self }
    var data = pieces[field.piece].data
    data[field.offset] = field.isLittleEndian ? orientation.rawValue : 0
    data[field.offset + 1] = field.isLittleEndian ? 0 : orientation.rawValue
    var pieces = pieces
    pieces[field.piece] = Piece(tag: pieces[field.piece].tag, data: data)
    return ImageMetadata(format: format, checked: pieces)
  }

  private var orientationField: OrientationField? {
    for (index, piece) in pieces.enumerated() {
      guard let start = format.exifStart(in: piece) else { continue }
      return OrientationField(in: piece.data, from: start, piece: index)
    }
    return nil
  }
}

extension ImageFormat {
  /// The offset in a piece's data where EXIF's TIFF header begins; nil for other pieces.
  ///
  /// JPEG: APP1 with the identifier `Exif␀␀` (CIPA DC-008, 4.7.2). PNG: the chunk eXIf.
  fileprivate func exifStart(in piece: ImageMetadata.Piece) -> Int? {
    switch self {
    case .png:
      return piece.tag == Array("eXIf".utf8) ? 0 : nil
    case .jpeg:
      let identifier = Array("Exif\0\0".utf8)
      return piece.tag == [0xE1] && piece.data.starts(with: identifier) ? identifier.count : nil
    }
  }
}

/// Where EXIF data state the orientation: a 16-bit number in the first directory of a TIFF file.
private struct OrientationField {
  /// The index of the metadata piece.
  let piece: Int
  /// The offset of the number in the piece's data.
  let offset: Int
  let isLittleEndian: Bool

  private static let tag = 0x0112
  private static let short = 3
  private static let entrySize = 12

  /// Nil where the directory is malformed or has no such field: everything read is untrusted.
  init?(in data: [UInt8], from start: Int, piece: Int) {
    let tiff = data[start...]
    let isLittleEndian: Bool
    if tiff.starts(with: [0x49, 0x49, 0x2A, 0x00]) {
      isLittleEndian = true
    } else if tiff.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
      isLittleEndian = false
    } else {
      return nil
    }
    /// The number of `size` bytes at an offset in the TIFF file; nil past its end.
    func number(at offset: Int, size: Int) -> Int? {
      guard offset <= tiff.count - size else { return nil }
      let bytes = tiff[start + offset..<start + offset + size]
      return isLittleEndian
        ? bytes.reversed().reduce(0) { $0 << 8 | Int($1) } : bytes.reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(at: 4, size: 4), let count = number(at: directory, size: 2)
    else { return nil }
    for entry in 0..<count {
      let field = directory + 2 + entry * Self.entrySize
      guard let tag = number(at: field, size: 2) else { return nil }
      guard tag == Self.tag else { continue }
      guard number(at: field + 2, size: 2) == Self.short, number(at: field + 4, size: 4) == 1,
        number(at: field + 8, size: 2) != nil
      else { return nil }
      (self.piece, self.offset) = (piece, start + field + 8)
      self.isLittleEndian = isLittleEndian
      return
    }
    return nil
  }

  /// The number's bytes, the higher one first.
  func bytes(of data: [UInt8]) -> [UInt8] {
    isLittleEndian ? [data[offset + 1], data[offset]] : [data[offset], data[offset + 1]]
  }
}
