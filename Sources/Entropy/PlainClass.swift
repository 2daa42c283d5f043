/// How the `zstd` coder packs symbols of similar scale into bytes.
///
/// Huffman coding, which zstd uses, spends at least a bit on a byte; so a byte holds as many
/// symbols as together are worth a bit or more.
enum PlainClass: Sendable, Equatable {
  /// Almost all ranks are 0: the lengths of their runs, and the rank that ends each run.
  case runs
  /// `count` ranks a byte, as digits of `base`; the highest digit sends its rest elsewhere.
  case digits(count: Int, base: Int)

  /// The classes, from the narrowest scales to the widest.
  static let all: [PlainClass] = [
    .runs, .runs, .digits(count: 5, base: 3), .digits(count: 4, base: 4),
    .digits(count: 3, base: 6), .digits(count: 2, base: 16), .digits(count: 1, base: 256),
  ]

  /// The index in ``all`` of the class of each level of scale.
  static let ofScale: [Int] = (0..<64).map { scale in
    [10, 16, 20, 26, 32, 40, 64].firstIndex { scale < $0 }!
  }
}

/// A symbol as its rank by distance from the mean: 0 for the nearest integer, 1 for the next …
enum MeanRank {
  static func rank(of symbol: Int16, mean: Int32) -> Int {
    let (centre, below) = split(mean)
    let distance = below ? centre - Int(symbol) : Int(symbol) - centre
    return distance > 0 ? 2 * distance - 1 : -2 * distance
  }

  static func symbol(rank: Int, mean: Int32) throws(EntropyError) -> Int16 {
    let (centre, below) = split(mean)
    let distance = rank % 2 == 1 ? (rank + 1) / 2 : -rank / 2
    let symbol = below ? centre - distance : centre + distance
    guard abs(symbol) <= 32767 else { throw .symbolOutOfRange(symbol) }
    return Int16(symbol)
  }

  /// The nearest integer to a mean in sixteenths, and whether the mean lies below it.
  private static func split(_ mean: Int32) -> (centre: Int, below: Bool) {
    let a = Int(mean) + 8
    return (a >> 4, a & 15 < 8)
  }
}
