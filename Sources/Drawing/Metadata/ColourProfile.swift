import Images

/// An ICC profile (ICC.1:2001-04, version 2) of three primaries and one gamma.
///
/// The primaries are sRGB's, adapted to D50; the gamma is 2.0, with which the pictures are drawn.
enum ColourProfile {
  /// The JPEG segment APP2.
  static var piece: ImageMetadata.Piece {
    ImageMetadata.Piece(tag: [0xE2], data: Array("ICC_PROFILE\0\u{1}\u{1}".utf8) + bytes)
  }

  /// The profile.
  static var bytes: [UInt8] {
    var (table, data) = (BigEndianBytes(), BigEndianBytes())
    let start = headerSize + 4 + 12 * tags.count
    var offsets: [[UInt8]: UInt32] = [:]
    table.append(UInt32(tags.count))
    for (name, element) in tags {
      // Red, green and blue share one curve.
      let offset = offsets[element] ?? UInt32(start + data.bytes.count)
      if offsets[element] == nil {
        data.append(element)
        data.pad(to: 4)
        offsets[element] = offset
      }
      table.append(name)
      table.append(offset)
      table.append(UInt32(element.count))
    }
    return header(size: start + data.bytes.count) + table.bytes + data.bytes
  }

  private static let headerSize = 128

  private static var tags: [(String, [UInt8])] {
    [
      ("desc", description), ("cprt", copyright), ("wtpt", xyz(63190, 65536, 54061)),
      ("rXYZ", xyz(28578, 14581, 912)), ("gXYZ", xyz(25240, 46981, 6362)),
      ("bXYZ", xyz(9376, 3971, 46786)), ("rTRC", gamma), ("gTRC", gamma), ("bTRC", gamma),
    ]
  }

  private static func header(size: Int) -> [UInt8] {
    var header = BigEndianBytes()
    header.append(UInt32(size))
    header.append(UInt32(0))
    header.append(UInt32(0x0210_0000))
    header.append("mntrRGB XYZ ")
    for number in [2024, 5, 17, 20, 41, 9] as [UInt16] { header.append(number) }
    header.append("acsp")
    // Platform, flags, device and its attributes, intent: nothing in particular.
    header.append([UInt8](repeating: 0, count: 28))
    // D50, the white of the connection space.
    for number in [63190, 65536, 54061] as [UInt32] { header.append(number) }
    header.append([UInt8](repeating: 0, count: headerSize - header.bytes.count))
    return header.bytes
  }

  /// Numbers in units of 1/65536.
  private static func xyz(_ x: UInt32, _ y: UInt32, _ z: UInt32) -> [UInt8] {
    var element = BigEndianBytes()
    element.append("XYZ \0\0\0\0")
    for number in [x, y, z] { element.append(number) }
    return element.bytes
  }

  /// A curve of one number, the exponent in units of 1/256.
  private static var gamma: [UInt8] {
    var element = BigEndianBytes()
    element.append("curv\0\0\0\0")
    element.append(UInt32(1))
    element.append(UInt16(512))
    return element.bytes
  }

  private static var description: [UInt8] {
    let name = "sRGB primaries, gamma 2"
    var element = BigEndianBytes()
    element.append("desc\0\0\0\0")
    element.append(UInt32(name.utf8.count + 1))
    element.append(name + "\0")
    // No Unicode name (8 bytes), no Macintosh script name (3 and 67 bytes).
    element.append([UInt8](repeating: 0, count: 78))
    return element.bytes
  }

  private static var copyright: [UInt8] {
    Array("text\0\0\0\0Drawn for aezip; free to use\0".utf8)
  }
}
