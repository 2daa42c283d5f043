/// A part of what stands before a scan's data: a segment that might be packed, what stands for one,
/// or anything else.
enum HeaderPiece: Equatable {
  /// Bytes that are kept as they are.
  case other(Range<Int>)
  /// A segment, whose payload lies there behind a marker and a length.
  case segment(marker: UInt8, payload: Range<Int>)
  case packed(PackedSegment)

  /// The parts of a header, in which segments are found as `HeaderReader` finds them.
  ///
  /// Throws ``JPEGError/malformed(part:)`` only for packed segments that stand for nothing.
  static func all(in header: [UInt8]) throws(JPEGError) -> [HeaderPiece] {
    var pieces: [HeaderPiece] = []
    /// Where bytes begin that are no piece yet.
    var start = 0
    var offset = 0
    func add(_ piece: HeaderPiece, from first: Int, to end: Int) {
      if first > start { pieces.append(.other(start..<first)) }
      pieces.append(piece)
      (start, offset) = (end, end)
    }
    var isOver = false
    while !isOver, offset + 3 < header.count {
      let marker = header[offset + 1]
      guard header[offset] == 0xFF, marker != 0xFF else {
        offset += 1
        continue
      }
      if marker == 0 || marker == 1 || (0xD0...0xD8).contains(marker) {
        offset += 2
        continue
      }
      // Nothing that is packed follows the end of the image or a start of scan.
      guard marker != 0xD9 else { break }
      isOver = marker == 0xDA
      let length = Int(header[offset + 2]) << 8 | Int(header[offset + 3])
      if PackedSegment.begins(marker: marker, length: length) {
        var rest = header[(offset + 4)...]
        guard let packed = PackedSegment(marker: marker, length: length, from: &rest) else {
          throw .malformed(part: "packed headers")
        }
        add(.packed(packed), from: offset, to: rest.startIndex)
        continue
      }
      guard length >= 2, length <= header.count - offset - 2 else { break }
      let end = offset + 2 + length
      switch marker {
      case 0xC0...0xC2, 0xC4, 0xDA, 0xDB, 0xE0:
        add(.segment(marker: marker, payload: offset + 4..<end), from: offset, to: end)
      default: offset = end
      }
    }
    if start < header.count { pieces.append(.other(start..<header.count)) }
    return pieces
  }
}
