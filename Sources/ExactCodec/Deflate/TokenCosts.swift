/// The costs of literals, of lengths from 3 on, and of distances by their symbols, in 1/256 bit.
struct TokenCosts {
  private(set) var literals: [Int]
  private(set) var lengths: [Int]
  private(set) var distances: [Int]

  private static let bit = 256
  /// The bits of symbols without a code, as in libdeflate.
  private static let unused = (literal: 13, distance: 10)

  /// The numbers of bits with the codes of a block.
  init(_ block: DeflateBlock) {
    let fixed = DeflateTables.fixedLengths
    let isFixed = block.kind == .fixed
    self.init(
      literals: Self.costs(
        isFixed ? fixed.literals : block.codes.literals, unused: Self.unused.literal),
      distances: Self.costs(
        isFixed ? fixed.distances : block.codes.distances, unused: Self.unused.distance))
  }

  /// The entropies of symbols of given frequencies, as in zopfli.
  init(_ frequencies: SymbolFrequencies) {
    self.init(
      literals: Self.entropies(frequencies.literals),
      distances: Self.entropies(frequencies.distances))
  }

  /// - Parameters: the costs of symbols
  private init(literals: [Int], distances: [Int]) {
    self.literals = Array(literals[..<256])
    lengths = DeflateTables.lengthSymbols.map { symbol in
      literals[257 + Int(symbol)] + Self.bit * DeflateTables.lengthExtraBits[Int(symbol)]
    }
    self.distances = zip(distances, DeflateTables.distanceExtraBits).map { $0 + Self.bit * $1 }
  }

  private static func costs(_ lengths: [UInt8], unused: Int) -> [Int] {
    let costs = lengths.map { bit * ($0 > 0 ? Int($0) : unused) }
    return costs + Array(repeating: bit * unused, count: 288 - lengths.count)
  }

  private static func entropies(_ frequencies: [Int]) -> [Int] {
    let whole = logarithm(max(frequencies.reduce(0, +), 1))
    return frequencies.map { $0 > 0 ? whole - logarithm($0) : whole }
  }

  /// The binary logarithm of a number above 0, in 1/256, rounded down.
  static func logarithm(_ number: Int) -> Int {
    let whole = Int.bitWidth - 1 - number.leadingZeroBitCount
    // In 1/2³¹, from 1 to 2; squaring it doubles its logarithm.
    var mantissa = (UInt64(number) << UInt64(63 - whole)) >> 32
    var result = whole
    for _ in 0..<8 {
      mantissa = (mantissa * mantissa) >> 31
      let isAbove = mantissa >> 32 > 0
      result = result << 1 | (isAbove ? 1 : 0)
      if isAbove { mantissa >>= 1 }
    }
    return result
  }
}
