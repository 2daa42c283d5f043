/// Differences as adaptive bits: tables-1.md, coders 3 and 4.
struct TableDifferences {
  private var bits: BinaryRangeDecoder

  /// - Parameter isByRow: coder 4
  static func decode(
    _ data: ArraySlice<UInt8>, _ count: Int, isByRow: Bool, row: Int, line: Int
  ) throws -> [UInt64] {
    var decoder = TableDifferences(bits: try BinaryRangeDecoder(data))
    var known: [(size: Int, sign: Int)] = []
    var differences: [UInt64] = []
    for i in 0..<count {
      func s(_ k: Int) -> Int { k == 0 || i < k ? 0 : known[i - k].size }
      func t(_ k: Int) -> Int { k == 0 || i < k ? 0 : known[i - k].sign }
      func flag(_ size: Int) -> Int { size > 0 ? 1 : 0 }
      let c =
        isByRow
        ? 64 * (i % row % 16) + 4 * g(s(row)) + 2 * flag(s(1)) + flag(s(2 * row))
        : 64 * g(s(1)) + 4 * g(s(line)) + 2 * flag(s(line - 1)) + flag(s(line + 1))
      let (difference, size) = try decoder.next(c, u: isByRow ? t(row) : t(1))
      differences.append(difference)
      known.append((size, size == 0 ? 0 : Int64(bitPattern: difference) < 0 ? 2 : 1))
    }
    try decoder.bits.end()
    return differences
  }

  private static func g(_ size: Int) -> Int {
    size <= 8 ? size : 9 + [10, 13, 18, 24, 32, 44].count { $0 < size }
  }

  private mutating func next(_ c: Int, u: Int) throws -> (UInt64, size: Int) {
    guard try bits.bit([1, c]) == 1 else { return (0, 0) }
    var node = 1
    for _ in 0..<6 { node = 2 * node + (try bits.bit([2, c, node])) }
    let size = node - 63
    let isNegative = try bits.bit([3, size, u]) == 1
    var magnitude: UInt64 = 1
    for read in 0..<size - 1 {
      let bit = try bits.bit(
        read < 3 ? [4, size, Int(magnitude)] : [5, size, size - 2 - read])
      magnitude = magnitude << 1 | UInt64(bit)
    }
    return (isNegative ? 0 &- magnitude : magnitude, size)
  }
}
