/// The second byte of a JPEG marker; the first is always FF (ITU-T T.81, B.1.1.3).
struct JPEGMarker: Hashable, Sendable {
  let code: UInt8

  static let startOfImage = JPEGMarker(code: 0xD8)
  static let endOfImage = JPEGMarker(code: 0xD9)
  static let startOfScan = JPEGMarker(code: 0xDA)
  static let comment = JPEGMarker(code: 0xFE)

  /// TEM and RST0…RST7: no length, no content.
  var isBare: Bool { code == 0x01 || isRestart }

  /// RST0…RST7, which lie within a scan's data.
  var isRestart: Bool { (0xD0...0xD7).contains(code) }

  /// SOF0…SOF15: code C0…CF but for DHT, JPG and DAC.
  var isStartOfFrame: Bool { (0xC0...0xCF).contains(code) && ![0xC4, 0xC8, 0xCC].contains(code) }

  /// Marker codes that the standard gives a meaning to (C0…FE).
  var isKnown: Bool { (0xC0...0xFE).contains(code) }

  /// Whether a segment stays true for pixels that are coded anew.
  ///
  /// JFXX holds a second thumbnail, MPF file offsets, and Adobe's segment the colour transform.
  func isMetadata(_ payload: ArraySlice<UInt8>) -> Bool {
    guard payload.count <= Self.maximumPayload else { return false }
    switch code {
    case 0xE0: return !payload.starts(with: "JFXX\0".utf8)
    case 0xE2: return !payload.starts(with: "MPF\0".utf8)
    case 0xEE: return !payload.starts(with: "Adobe".utf8)
    case 0xE0...0xEF, Self.comment.code: return true
    default: return false
    }
  }

  /// A length field has 16 bits and counts itself.
  static let maximumPayload = 0xFFFF - 2
}
