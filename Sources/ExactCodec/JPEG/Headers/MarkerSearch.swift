/// Finds marker segments among other bytes (ITU-T T.81, B.1.1).
enum MarkerSearch {
  /// The place of the next marker that a length follows, or of the end of the image; nil where only
  /// other bytes are left.
  static func next(in bytes: [UInt8], from start: Int) -> Int? {
    var offset = start
    while offset + 1 < bytes.count {
      let marker = bytes[offset + 1]
      if bytes[offset] != 0xFF || marker == 0xFF {
        offset += 1
      } else if marker == 0 || marker == 1 || (0xD0...0xD8).contains(marker) {
        // Neither these nor stuffed bytes have a length.
        offset += 2
      } else {
        return offset
      }
    }
    return nil
  }
}
