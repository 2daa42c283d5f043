/// The numbers that RFC 1951 fixes.
enum DeflateTables {
  /// The symbol that ends a block; those above it are lengths.
  static let endOfBlock = 256
  /// Literals, the end of a block, and lengths.
  static let literalSymbols = 286
  static let distanceSymbols = 30
  /// The symbols of the code in which code lengths are written.
  static let runSymbols = 19

  static let shortest = 3
  static let longest = 258

  /// The least length of each length symbol, from 257 on, and the number of its extra bits.
  static let lengthBases: [Int] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  static let lengthExtraBits: [Int] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]

  /// The least distance of each distance symbol, and the number of its extra bits.
  static let distanceBases: [Int] = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  static let distanceExtraBits: [Int] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]

  /// The order in which the lengths of the run symbols' codes are written.
  static let runOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
  /// The extra bits of the run symbols 16, 17 and 18, and the shortest run of each.
  static let runExtraBits = [2, 3, 7]
  static let runBases = [3, 3, 11]

  /// The code lengths of blocks of the fixed kind.
  static let fixedLiteralLengths: [UInt8] =
    Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112)
    + Array(repeating: 7, count: 24) + Array(repeating: 8, count: 8)
  static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)

  /// The symbol less 257 of each length, from 3 on.
  static let lengthSymbols: [UInt8] = (shortest...longest).map { length in
    UInt8(lengthBases.lastIndex { $0 <= length } ?? 0)
  }

  /// The symbol of a distance, 1…32768.
  @inline(__always)
  static func distanceSymbol(_ distance: Int) -> Int {
    let index = distance - 1
    guard index >= 4 else { return index }
    let bits = Int.bitWidth - 1 - index.leadingZeroBitCount
    return 2 * bits + (index >> (bits - 1) & 1)
  }
}
