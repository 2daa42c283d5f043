/// Quantised latents in little memory until they are coded: a bit for each symbol, and a byte for
/// nearly each that is not zero.
package struct PackedLatents: Equatable, Sendable {
  private let (rows, columns, channels): (Int, Int, Int)
  /// A bit for each symbol that is not zero: 64 in a word, the first in its lowest bit.
  private let mask: [UInt64]
  private let bytes: [Int8]
  /// Symbols that do not fit in a byte, by the index of their byte.
  private let large: [Int: Int16]

  /// The byte of a symbol that does not fit.
  private static let escape = Int8.min

  package init(_ grid: LatentGrid) {
    (rows, columns, channels) = (grid.rows, grid.columns, grid.channels)
    let symbols = grid.symbols
    var mask: [UInt64] = []
    mask.reserveCapacity((symbols.count + 63) / 64)
    unsafe symbols.withUnsafeBytes { raw in
      for start in stride(from: 0, to: symbols.count, by: 64) {
        mask.append(unsafe Self.mask(of: raw, start..<min(start + 64, symbols.count)))
      }
    }
    let (words, values) = (mask.span, symbols.span)
    let count = mask.reduce(0) { $0 + $1.nonzeroBitCount }
    var large: [Int: Int16] = [:]
    let bytes = unsafe [Int8](unsafeUninitializedCapacity: count) { buffer, filled in
      for index in words.indices {
        var rest = words[index]
        while rest != 0 {
          let symbol = values[64 * index + rest.trailingZeroBitCount]
          let byte = Int8(exactly: symbol) ?? Self.escape
          if byte == Self.escape { large[filled] = symbol }
          unsafe buffer[filled] = byte
          filled += 1
          rest &= rest - 1
        }
      }
    }
    (self.mask, self.bytes, self.large) = (mask, bytes, large)
  }

  /// The mask of at most 64 symbols.
  private static func mask(
    of symbols: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> UInt64 {
    var word: UInt64 = 0
    for four in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
      let end = min(four + 4, range.upperBound)
      // All four are zero often.
      if end == four + 4,
        unsafe symbols.loadUnaligned(fromByteOffset: 2 * four, as: UInt64.self) == 0
      {
        continue
      }
      for index in four..<end {
        let symbol = unsafe symbols.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self)
        word |= (symbol == 0 ? 0 : 1) << UInt64(index - range.lowerBound)
      }
    }
    return word
  }

  package var grid: LatentGrid {
    var symbols = Array(repeating: Int16(0), count: rows * columns * channels)
    var next = 0
    for (index, word) in mask.enumerated() {
      var rest = word
      while rest != 0 {
        let byte = bytes[next]
        symbols[64 * index + rest.trailingZeroBitCount] =
          byte == Self.escape ? large[next, default: 0] : Int16(byte)
        rest &= rest - 1
        next += 1
      }
    }
    return LatentGrid(rows: rows, columns: columns, channels: channels, symbols: symbols)
  }
}
