/// How the `zstd` coder writes codes of similar scale, so that each byte is worth an entropy
/// code of its own: Huffman coding, which zstd uses, cannot spend less than a bit on a byte.
enum PlainClass: Sendable, Equatable {
  /// Almost all codes are as expected: the lengths of their runs, and what ends each run.
  case runs
  /// Some codes a byte, as digits of that base; the highest digit sends the rest elsewhere.
  case digits(count: Int, base: Int)

  /// The classes, from the narrowest scales to the widest.
  static let all: [PlainClass] = [
    .runs, .runs, .digits(count: 5, base: 3), .digits(count: 4, base: 4),
    .digits(count: 3, base: 6), .digits(count: 2, base: 16), .digits(count: 1, base: 256),
  ]

  /// Which class a level of scale belongs to.
  static let ofScale: [Int] = (0..<64).map { scale in
    [10, 16, 20, 26, 32, 40, 64].firstIndex { scale < $0 }!
  }
}

/// A code as its rank among those nearest to the mean: 0 the nearest, 1 the next …
enum MeanRank {
  static func rank(of code: Int16, mean: Int32) -> Int {
    let (centre, below) = split(mean)
    let distance = below ? centre - Int(code) : Int(code) - centre
    return distance > 0 ? 2 * distance - 1 : -2 * distance
  }

  static func code(rank: Int, mean: Int32) throws(EntropyError) -> Int16 {
    let (centre, below) = split(mean)
    let distance = rank % 2 == 1 ? (rank + 1) / 2 : -rank / 2
    let code = below ? centre - distance : centre + distance
    guard abs(code) <= 32767 else { throw .symbolOutOfRange(code) }
    return Int16(code)
  }

  /// The nearest integer to a mean in sixteenths, and whether the mean lies below it.
  private static func split(_ mean: Int32) -> (centre: Int, below: Bool) {
    let a = Int(mean) + 8
    return (a >> 4, a & 15 < 8)
  }
}
