/// A part of what stands before a scan's data: a segment that might be packed, what stands for one,
/// or anything else.
enum HeaderPiece: Equatable {
  /// Bytes that are kept as they are.
  case other(Range<Int>)
  /// A segment, whose payload lies there behind a marker and a length.
  case segment(marker: UInt8, payload: Range<Int>)
  case packed(PackedSegment)
}

/// The parts of a header, one after the other, in which segments are found as `HeaderReader` finds
/// them.
struct HeaderPieces {
  private let header: [UInt8]
  /// Where bytes begin that are no part yet.
  private var start = 0
  private var offset = 0
  /// Whether a start of scan was found, which is the last part that matters.
  private var isOver = false
  /// What follows the bytes that were given out, and its end.
  private var following: (piece: HeaderPiece, end: Int)?

  init(of header: [UInt8]) { self.header = header }

  /// The next part; nil behind the last one.
  ///
  /// Throws ``JPEGError/malformed(part:)`` only for packed segments that stand for nothing.
  mutating func next() throws(JPEGError) -> HeaderPiece? {
    if let (piece, end) = following {
      following = nil
      (start, offset) = (end, end)
      return piece
    }
    while !isOver, let place = MarkerSearch.next(in: header, from: offset),
      place + 3 < header.count
    {
      let marker = header[place + 1]
      let length = Int(header[place + 2]) << 8 | Int(header[place + 3])
      // Nothing that is packed follows the end of the image or a start of scan.
      guard marker != 0xD9 else { break }
      if PackedSegment.begins(marker: marker, length: length) {
        var rest = header[(place + 4)...]
        guard let packed = PackedSegment(marker: marker, length: length, from: &rest) else {
          throw .malformed(part: "packed headers")
        }
        isOver = marker == 0xDA
        return found(.packed(packed), at: place, end: rest.startIndex)
      }
      guard length >= 2, length <= header.count - place - 2 else { break }
      let end = place + 2 + length
      switch marker {
      case 0xC0...0xC2, 0xC4, 0xDA, 0xDB, 0xE0:
        isOver = marker == 0xDA
        return found(.segment(marker: marker, payload: place + 4..<end), at: place, end: end)
      default: offset = end
      }
    }
    return others(to: header.count)
  }

  /// Gives out the bytes before a part first, if there are any.
  private mutating func found(_ piece: HeaderPiece, at place: Int, end: Int) -> HeaderPiece {
    if let others = others(to: place) {
      following = (piece, end)
      return others
    }
    (start, offset) = (end, end)
    return piece
  }

  private mutating func others(to end: Int) -> HeaderPiece? {
    guard end > start else { return nil }
    defer { (start, offset) = (end, end) }
    return .other(start..<end)
  }
}
