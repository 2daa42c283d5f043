/// A canonical prefix code, given by its code lengths.
enum HuffmanCode {
  static let longest = 15

  /// The codes of all symbols, the bit that is written first lowest.
  ///
  /// Lengths that make up no prefix code give codes that nobody can read, but no error.
  static func codes(_ lengths: [UInt8]) -> [UInt16] {
    var next = firstCodes(lengths)
    return lengths.map { length in
      guard length > 0 else { return 0 }
      defer { next[Int(length)] &+= 1 }
      return reversed(next[Int(length)], bits: Int(length))
    }
  }

  /// For each value of the next 15 bits the symbol, times 16, and the length of its code; 0 where
  /// no code begins with these bits. Nil if more codes are asked for than there are.
  static func decodingTable(_ lengths: [UInt8]) -> [UInt16]? {
    let used = lengths.reduce(0) { $0 + ($1 > 0 ? 1 << (longest - Int($1)) : 0) }
    guard used <= 1 << longest else { return nil }
    var table = [UInt16](repeating: 0, count: 1 << longest)
    for (symbol, code) in codes(lengths).enumerated() where lengths[symbol] > 0 {
      let entry = UInt16(symbol) << 4 | UInt16(lengths[symbol])
      var index = Int(code)
      while index < table.count {
        table[index] = entry
        index += 1 << Int(lengths[symbol])
      }
    }
    return table
  }

  /// The first code of each length.
  private static func firstCodes(_ lengths: [UInt8]) -> [UInt16] {
    var counts = [UInt16](repeating: 0, count: longest + 1)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var first = [UInt16](repeating: 0, count: longest + 1)
    for length in 1...longest { first[length] = (first[length - 1] &+ counts[length - 1]) &<< 1 }
    return first
  }

  private static func reversed(_ code: UInt16, bits: Int) -> UInt16 {
    var (rest, result) = (code, UInt16(0))
    for _ in 0..<bits {
      result = result << 1 | rest & 1
      rest >>= 1
    }
    return result
  }
}
