/// Integers of a header at places that may lie beyond its end.
struct HeaderBytes {
  let bytes: [UInt8]
  var isBigEndian = false

  init(_ bytes: [UInt8], isBigEndian: Bool = false) {
    (self.bytes, self.isBigEndian) = (bytes, isBigEndian)
  }

  /// An unsigned integer of `size` bytes, at most 4; nil beyond the end.
  func integer(_ size: Int, at offset: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - size else { return nil }
    var value = 0
    for k in 0..<size {
      value |= Int(bytes[offset + k]) << (8 * (isBigEndian ? size - 1 - k : k))
    }
    return value
  }

  func begins(with text: String, at offset: Int = 0) -> Bool {
    bytes.dropFirst(offset).starts(with: text.utf8)
  }

  /// The bytes of a range as text; nil beyond the end.
  func text(_ range: Range<Int>) -> String? {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
    return String(decoding: bytes[range], as: UTF8.self)
  }
}
