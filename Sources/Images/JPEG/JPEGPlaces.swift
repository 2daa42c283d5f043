import Bytes

/// Puts metadata where libjpeg does not: between the frame header and the scans, and behind them.
///
/// Some readers, and among them those that turn pictures by their EXIF data, look at what stands in
/// front of the scans only.
struct JPEGPlaces {
  private let inFront: [ImageMetadata.Piece]
  private let behind: [ImageMetadata.Piece]
  /// The bytes up to the first scan, until it is there.
  private var start: [UInt8]? = []

  init(inFront: [ImageMetadata.Piece], behind: [ImageMetadata.Piece]) {
    (self.inFront, self.behind) = (inFront, behind)
  }

  /// Returns the bytes of a file, as far as they are ready, with the pieces.
  mutating func put(into bytes: [UInt8], isLast: Bool) -> [UInt8] {
    var bytes = bytes
    if let waiting = start {
      bytes = waiting + bytes
      guard let scan = Self.scan(in: bytes) else {
        start = bytes
        return []
      }
      bytes.insert(contentsOf: Self.segments(inFront), at: scan)
      start = nil
    }
    if isLast { bytes.insert(contentsOf: Self.segments(behind), at: bytes.count - 2) }
    return bytes
  }

  private static func segments(_ pieces: [ImageMetadata.Piece]) -> [UInt8] {
    pieces.flatMap { piece in
      let length = piece.data.count + 2
      return [0xFF, piece.tag[0], UInt8(length >> 8), UInt8(length & 255)] + piece.data
    }
  }

  /// The offset of the first scan's header behind the segments before it; nil if it is not there
  /// yet.
  private static func scan(in bytes: [UInt8]) -> Int? {
    var offset = 2
    while offset + 4 <= bytes.count {
      if bytes[offset + 1] == JPEGMarker.startOfScan.code { return offset }
      offset += 2 + (Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3]))
    }
    return nil
  }
}
