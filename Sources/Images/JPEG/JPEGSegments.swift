/// The marker segments of a JPEG file up to its end of image, entropy-coded data skipped.
struct JPEGSegments {
  struct Segment {
    let marker: JPEGMarker
    /// What follows the length field.
    let payload: ArraySlice<UInt8>
    /// Where the marker lies in the file.
    let offset: Int
  }

  let segments: [Segment]
  /// The file offset after the end-of-image marker.
  let end: Int

  /// Walks over the file `bytes`; throws `damaged` with the offset where it stops making sense.
  init(parsing bytes: [UInt8]) throws(ImageError) {
    var walker = Walker(bytes: bytes)
    guard try walker.marker() == .startOfImage else {
      throw .damaged(reason: "no start of image", offset: 0)
    }
    var segments: [Segment] = []
    while true {
      let offset = walker.index
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
    end = walker.index
  }
}

/// A position in a JPEG file.
private struct Walker {
  let bytes: [UInt8]
  var index = 0

  /// The marker at hand, past any fill bytes before it.
  mutating func marker() throws(ImageError) -> JPEGMarker {
    let start = index
    while index < bytes.count, bytes[index] == 0xFF { index += 1 }
    guard index < bytes.count else { throw .damaged(reason: "no end of image", offset: start) }
    guard index > start else { throw .damaged(reason: "no marker where one is due", offset: start) }
    defer { index += 1 }
    return JPEGMarker(code: bytes[index])
  }

  /// The segment at hand, less its length.
  mutating func payload() throws(ImageError) -> ArraySlice<UInt8> {
    guard bytes.count - index >= 2 else {
      throw .damaged(reason: "the file ends within a segment", offset: index)
    }
    let length = Int(bytes[index]) << 8 | Int(bytes[index + 1])
    guard length >= 2, length <= bytes.count - index else {
      throw .damaged(reason: "a segment of \(length) bytes cannot be", offset: index)
    }
    defer { index += length }
    return bytes[index + 2..<index + length]
  }

  /// To the marker that ends the entropy-coded data: FF, but neither FF 00, which stands for FF,
  /// nor a restart.
  mutating func skipScan() throws(ImageError) {
    let start = index
    while index + 1 < bytes.count {
      if bytes[index] == 0xFF {
        let next = bytes[index + 1]
        if next != 0, next != 0xFF, !JPEGMarker(code: next).isRestart { return }
      }
      index += 1
    }
    throw .damaged(reason: "the file ends within a scan", offset: start)
  }
}
