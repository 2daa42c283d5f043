import Bytes

/// The marker segments of a JPEG file up to its end of image, entropy-coded data skipped.
struct JPEGSegments {
  struct Segment {
    let marker: JPEGMarker
    /// What follows the length field.
    let payload: [UInt8]
    /// Where the marker lies in the file.
    let offset: Int
  }

  let segments: [Segment]
  /// The file offset after the end-of-image marker.
  let end: Int

  /// Walks over a file; throws `damaged` with the offset where it stops making sense.
  init(parsing file: any ByteSource) throws(ImageError) {
    var walker = Walker(cursor: SourceCursor(file))
    guard try walker.marker() == .startOfImage else {
      throw .damaged(reason: "no start of image", offset: 0)
    }
    var segments: [Segment] = []
    while true {
      let offset = walker.cursor.offset
      let marker = try walker.marker()
      if marker == .endOfImage { break }
      if marker.isBare { continue }
      guard marker.isKnown, marker != .startOfImage else {
        throw .damaged(reason: "marker \(marker.code) out of place", offset: offset)
      }
      segments.append(Segment(marker: marker, payload: try walker.payload(), offset: offset))
      if marker == .startOfScan { try walker.skipScan() }
    }
    self.segments = segments
    end = walker.cursor.offset
  }
}

/// A position in a JPEG file.
private struct Walker {
  var cursor: SourceCursor

  /// The marker at hand, past any fill bytes before it.
  mutating func marker() throws(ImageError) -> JPEGMarker {
    let start = cursor.offset
    while let byte = try cursor.next() {
      guard byte == 0xFF else {
        guard cursor.offset > start + 1 else {
          throw .damaged(reason: "no marker where one is due", offset: start)
        }
        return JPEGMarker(code: byte)
      }
    }
    throw .damaged(reason: "no end of image", offset: start)
  }

  /// The segment at hand, less its length.
  mutating func payload() throws(ImageError) -> [UInt8] {
    let start = cursor.offset
    guard let field = try cursor.take(2) else {
      throw .damaged(reason: "the file ends within a segment", offset: start)
    }
    let length = Int(field[0]) << 8 | Int(field[1])
    guard length >= 2, let payload = try cursor.take(length - 2) else {
      throw .damaged(reason: "a segment of \(length) bytes cannot be", offset: start)
    }
    return payload
  }

  /// To the marker that ends the entropy-coded data: FF, but neither FF 00, which stands for FF,
  /// nor a restart.
  mutating func skipScan() throws(ImageError) {
    let start = cursor.offset
    while try cursor.skip(past: 0xFF) {
      let place = cursor.offset - 1
      guard let next = try cursor.next() else { break }
      if next == 0xFF {
        // That may be the marker's own.
        cursor.seek(to: place + 1)
      } else if next != 0, !JPEGMarker(code: next).isRestart {
        cursor.seek(to: place)
        return
      }
    }
    throw .damaged(reason: "the file ends within a scan", offset: start)
  }
}
