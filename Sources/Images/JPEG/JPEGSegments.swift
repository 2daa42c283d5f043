import Bytes

/// The marker segments of a JPEG file up to its end of image, without the entropy-coded data.
struct JPEGSegments {
  struct Segment {
    let marker: JPEGMarker
    /// The bytes after the length field.
    let payload: [UInt8]
    /// The offset of the marker in the file.
    let offset: Int
  }

  let segments: [Segment]
  /// The file offset after the end-of-image marker.
  let end: Int

  /// The most scans of a file; encoders write a dozen.
  private static let scanLimit = 256

  /// Reads all segments; throws `damaged` with the offset where the file is malformed.
  init(parsing file: any ByteSource) throws(ImageError) {
    var walker = Walker(cursor: SourceCursor(file))
    guard try walker.marker() == .startOfImage else {
      throw .damaged(reason: "no start of image", offset: 0)
    }
    var segments: [Segment] = []
    var scans = 0
    while true {
      let offset = walker.cursor.offset
      let marker = try walker.marker()
      if marker == .endOfImage { break }
      if marker.isBare { continue }
      guard marker.isKnown, marker != .startOfImage else {
        throw .damaged(reason: "marker \(marker.code) out of place", offset: offset)
      }
      segments.append(Segment(marker: marker, payload: try walker.payload(), offset: offset))
      if marker == .startOfScan {
        scans += 1
        guard scans <= Self.scanLimit else {
          throw .unsupported("more than \(Self.scanLimit) scans")
        }
        try walker.skipScan()
      }
    }
    self.segments = segments
    end = walker.cursor.offset
  }
}

/// A position in a JPEG file.
private struct Walker {
  var cursor: SourceCursor

  /// Reads the next marker and any fill bytes before it.
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

  /// Reads the payload of a segment, whose length field comes next.
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

  /// Skips to the marker that ends the entropy-coded data: FF, but neither FF 00, which stands for
  /// a byte FF, nor a restart.
  mutating func skipScan() throws(ImageError) {
    let start = cursor.offset
    while try cursor.skip(past: 0xFF) {
      let marker = cursor.offset - 1
      guard let next = try cursor.next() else { break }
      if next == 0xFF {
        // The second FF may begin the marker.
        cursor.seek(to: marker + 1)
      } else if next != 0, !JPEGMarker(code: next).isRestart {
        cursor.seek(to: marker)
        return
      }
    }
    throw .damaged(reason: "the file ends within a scan", offset: start)
  }
}

/// The second byte of a JPEG marker; the first is always FF (ITU-T T.81, B.1.1.3).
struct JPEGMarker: Hashable, Sendable {
  let code: UInt8

  static let startOfImage = JPEGMarker(code: 0xD8)
  static let endOfImage = JPEGMarker(code: 0xD9)
  static let startOfScan = JPEGMarker(code: 0xDA)
  static let progressiveFrame = JPEGMarker(code: 0xC2)
  static let huffmanTables = JPEGMarker(code: 0xC4)
  static let quantisationTables = JPEGMarker(code: 0xDB)
  static let comment = JPEGMarker(code: 0xFE)

  /// TEM and RST0…RST7, which have neither length nor payload.
  var isBare: Bool { code == 0x01 || isRestart }

  /// RST0…RST7, which lie within a scan's data.
  var isRestart: Bool { (0xD0...0xD7).contains(code) }

  /// SOF0…SOF15: the codes C0…CF except DHT, JPG and DAC.
  var isStartOfFrame: Bool { (0xC0...0xCF).contains(code) && ![0xC4, 0xC8, 0xCC].contains(code) }

  /// Whether the standard gives the marker a meaning (C0…FE).
  var isKnown: Bool { (0xC0...0xFE).contains(code) }

  /// Whether a segment is kept when pixels are coded anew: all but Adobe's, which states the colour
  /// transform. It has 12 bytes or more.
  func isMetadata(_ payload: ArraySlice<UInt8>) -> Bool {
    guard payload.count <= Self.maximumPayload else { return false }
    switch code {
    case 0xEE: return payload.count < 12 || !payload.starts(with: "Adobe".utf8)
    case 0xE0...0xEF, Self.comment.code: return true
    default: return false
    }
  }

  /// The length field has 16 bits and counts itself.
  static let maximumPayload = 0xFFFF - 2
}
