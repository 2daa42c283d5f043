/// The Huffman tables that libjpeg makes for the symbols of a scan.
package enum OptimalHuffman {
  /// The most bits of a code before it is shortened (MAX_CLEN in jchuff.c).
  private static let longest = 32
  /// Frequencies above this are taken for none in libjpeg's search.
  private static let mostFrequent = 1_000_000_000

  /// The table of jpeg_gen_optimal_table in libjpeg's jchuff.c, which follows ITU-T T.81, K.2.
  ///
  /// Nil if there is none: for codes that are too long, or for no symbols at all.
  ///
  /// - Parameter frequencies: of the symbols 0…255
  package static func table(frequencies: [Int]) -> HuffmanTable? {
    guard frequencies.count == 256, frequencies.contains(where: { $0 > 0 }) else { return nil }
    let lengths = codeLengths(frequencies)
    var counts = Array(repeating: 0, count: longest + 1)
    for length in lengths where length > 0 {
      guard length <= longest else { return nil }
      counts[length] += 1
    }
    shorten(&counts)
    // The code of all ones, which the symbol 256 stands for, is not used.
    guard let last = counts.lastIndex(where: { $0 > 0 }) else { return nil }
    counts[last] -= 1
    var symbols: [UInt8] = []
    for length in 1...longest {
      for symbol in 0..<256 where lengths[symbol] == length { symbols.append(UInt8(symbol)) }
    }
    return HuffmanTable(counts: counts[1...16].map { UInt8($0) }, symbols: symbols)
  }

  /// The lengths of codes that are as short as can be, for the symbols and one more (figure K.1).
  private static func codeLengths(_ frequencies: [Int]) -> [Int] {
    var frequencies = frequencies + [1]
    var lengths = Array(repeating: 0, count: 257)
    var next = Array(repeating: -1, count: 257)
    /// Lengthens all codes of a branch, and returns its last symbol.
    func lengthen(_ first: Int) -> Int {
      var symbol = first
      lengths[symbol] += 1
      while next[symbol] >= 0 {
        symbol = next[symbol]
        lengths[symbol] += 1
      }
      return symbol
    }
    while let first = rarest(frequencies, but: nil), let second = rarest(frequencies, but: first) {
      frequencies[first] += frequencies[second]
      frequencies[second] = 0
      next[lengthen(first)] = second
      _ = lengthen(second)
    }
    return lengths
  }

  /// The symbol of the lowest frequency that is not 0; of several the last one.
  private static func rarest(_ frequencies: [Int], but other: Int?) -> Int? {
    var found: Int?
    var least = mostFrequent
    for (symbol, frequency) in frequencies.enumerated()
    where frequency > 0 && frequency <= least && symbol != other {
      (found, least) = (symbol, frequency)
    }
    return found
  }

  /// Limits codes to 16 bits (figure K.3).
  private static func shorten(_ counts: inout [Int]) {
    for length in stride(from: longest, to: 16, by: -1) {
      while counts[length] > 0 {
        // There is a shorter code to lengthen, unless symbols were too frequent to get one.
        guard let shorter = counts[1...length - 2].lastIndex(where: { $0 > 0 }) else { return }
        counts[length] -= 2
        counts[length - 1] += 1
        counts[shorter + 1] += 2
        counts[shorter] -= 1
      }
    }
  }
}
