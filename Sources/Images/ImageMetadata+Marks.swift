extension ImageMetadata.Piece {
  /// The tags of marks, which no piece of a file has.
  private static let tags: [(mark: ImageMetadata.Mark, tag: [UInt8])] = [
    (.interlaced, Array("IHDR".utf8)), (.imageData, Array("IDAT".utf8)),
    (.coding, [JPEGMarker.quantisationTables.code]), (.frame, [0xC0]),
    (.scan, [JPEGMarker.startOfScan.code]),
  ]

  package init(_ mark: ImageMetadata.Mark, _ data: [UInt8] = []) {
    guard let known = Self.tags.first(where: { $0.mark == mark }) else {
      preconditionFailure("a mark has a tag")
    }
    self.init(tag: known.tag, data: data)
  }

  /// What the piece says of the file; nil for a piece of the file itself.
  package var mark: ImageMetadata.Mark? { Self.tags.first { $0.tag == tag }?.mark }
}

extension ImageMetadata {
  /// The pieces of the file before, between and behind marks, in the order of those.
  func pieces(partedBy marks: [Mark]) -> [[Piece]] {
    var parts = Array(repeating: [Piece](), count: marks.count + 1)
    var part = 0
    for piece in pieces {
      if let mark = piece.mark {
        part = marks.firstIndex(of: mark).map { $0 + 1 } ?? part
      } else {
        parts[part].append(piece)
      }
    }
    return parts
  }

  /// Whether the rows of the file are interlaced.
  var isInterlaced: Bool { pieces.contains { $0.mark == .interlaced } }

  /// How the original JPEG file is coded, and its copy; nil where it is not known.
  package var originalCoding: OriginalCoding? {
    pieces.first { $0.mark == .coding }.flatMap { OriginalCoding(bytes: $0.data) }
  }

  /// The same of a JPEG file that is so much coarser than the original.
  package func coarsened(by coarseness: Int) -> ImageMetadata {
    guard let coding = originalCoding, coding.coarseness != coarseness else { return self }
    return coded(coding.coarsened(by: coarseness))
  }

  /// The same of a file that is coded in another way; nil for the highest quality.
  package func coded(_ coding: OriginalCoding?) -> ImageMetadata {
    let others = pieces.filter { $0.mark != .coding }
    let first = coding.map { [Piece(.coding, $0.bytes)] } ?? []
    return ImageMetadata(format: format, checked: first + others)
  }
}
