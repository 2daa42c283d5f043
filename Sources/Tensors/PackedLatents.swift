/// Codes waiting for their turn: a bit each, which most of them are zero by, and a byte for nearly
/// all others.
package struct PackedLatents: Equatable, Sendable {
  private let (rows, columns, channels): (Int, Int, Int)
  /// Which are not zero: 64 a word, the first its lowest bit.
  private let places: [UInt64]
  private let bytes: [Int8]
  /// Those that do not fit, by their place among the bytes.
  private let large: [Int: Int16]

  /// Stands for a code that does not fit.
  private static let escape = Int8.min

  package init(_ grid: LatentGrid) {
    (rows, columns, channels) = (grid.rows, grid.columns, grid.channels)
    let codes = grid.codes
    var places: [UInt64] = []
    places.reserveCapacity((codes.count + 63) / 64)
    unsafe codes.withUnsafeBytes { raw in
      for start in stride(from: 0, to: codes.count, by: 64) {
        places.append(unsafe Self.places(of: raw, start..<min(start + 64, codes.count)))
      }
    }
    let (words, values) = (places.span, codes.span)
    let count = places.reduce(0) { $0 + $1.nonzeroBitCount }
    var large: [Int: Int16] = [:]
    let bytes = unsafe [Int8](unsafeUninitializedCapacity: count) { buffer, filled in
      for index in words.indices {
        var rest = words[index]
        while rest != 0 {
          let code = values[64 * index + rest.trailingZeroBitCount]
          let byte = Int8(exactly: code) ?? Self.escape
          if byte == Self.escape { large[filled] = code }
          unsafe buffer[filled] = byte
          filled += 1
          rest &= rest - 1
        }
      }
    }
    (self.places, self.bytes, self.large) = (places, bytes, large)
  }

  /// Which of at most 64 codes are not zero.
  private static func places(
    of codes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> UInt64 {
    var word: UInt64 = 0
    for four in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
      let end = min(four + 4, range.upperBound)
      // Often all four are zero.
      if end == four + 4,
        unsafe codes.loadUnaligned(fromByteOffset: 2 * four, as: UInt64.self) == 0
      {
        continue
      }
      for index in four..<end {
        let code = unsafe codes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self)
        word |= (code == 0 ? 0 : 1) << UInt64(index - range.lowerBound)
      }
    }
    return word
  }

  package var grid: LatentGrid {
    var codes = Array(repeating: Int16(0), count: rows * columns * channels)
    var next = 0
    for (index, word) in places.enumerated() {
      var rest = word
      while rest != 0 {
        let byte = bytes[next]
        codes[64 * index + rest.trailingZeroBitCount] =
          byte == Self.escape ? large[next, default: 0] : Int16(byte)
        rest &= rest - 1
        next += 1
      }
    }
    return LatentGrid(rows: rows, columns: columns, channels: channels, codes: codes)
  }
}
