/// Asymmetric numeral systems (rANS, J. Duda 2013): codes-1.md, section 5.
struct ANSDecoder: SymbolDecoder {
  private var x: UInt64
  private var words: Cursor
  private let tables: [[[Int]]]

  /// - Parameter tables: starts of each level of scale and fraction
  init(_ stream: ArraySlice<UInt8>, tables: [[[Int]]] = DistributionTables.laplace) throws {
    words = Cursor(stream)
    self.tables = tables
    x = try words.little(5 + (stream.count + 3) % 4)
    try require(x >= 1 << 31 && x < 1 << 63, "the initial state is out of range")
  }

  private var t: Int { Int(x & 65535) }

  private mutating func advance(start: Int, frequency: Int) throws {
    x = UInt64(frequency) * (x >> 16) + UInt64(t - start)
    if x < 1 << 31 { x = x << 32 + (try words.little(4)) }
  }

  /// The index of the interval that t lies in.
  private mutating func index(in starts: [Int]) throws -> Int {
    let t = t
    // The last start that is not above t.
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= t { low = middle } else { high = middle }
    }
    let end = low + 1 < starts.count ? starts[low + 1] : 65536
    try advance(start: starts[low], frequency: end - starts[low])
    return low
  }

  /// 5.2.
  private mutating func bits(_ n: Int) throws -> Int {
    if n == 0 { return 0 }
    let b = t >> (16 - n)
    try advance(start: b << (16 - n), frequency: 1 << (16 - n))
    return b
  }

  /// 5.3.
  private mutating func escaped(first: Int, last: Int) throws -> Int {
    let n = try bits(5)
    try require(n <= 24, "an escaped integer has \(n) bits")
    let a = try bits(min(n, 12))
    let b = try bits(max(n - 12, 0))
    let distance = 1 << n + b << 12 + a
    return distance % 2 == 1 ? last + (distance + 1) / 2 : first - distance / 2
  }

  /// 5.4.
  mutating func hyperLatents(
    positions: Int, priors: [(first: Int, cumulative: [UInt64])]
  ) throws -> [[Int]] {
    let starts = priors.map { DistributionTables.hyperStarts($0.cumulative) }
    return try (0..<positions).map { _ in
      try priors.indices.map { channel in
        let (first, n) = (priors[channel].first, starts[channel].count)
        let j = try index(in: starts[channel])
        return try checked(
          j < n - 1 ? first + j : escaped(first: first, last: first + n - 2))
      }
    }
  }

  /// 5.6.
  mutating func symbol(mean: Int, scale: Int) throws -> Int {
    let (k, _, reach) = DistributionTables.scales[scale]
    let a = (mean + 8) >> k
    let j = try index(in: tables[scale][a & 15])
    let d = try j <= 2 * reach ? j - reach : escaped(first: -reach, last: reach)
    let low = try bits(k)
    return try checked(((a >> 4) + d) << k + low)
  }

  func end() throws {
    try words.end()
    try require(x == 1 << 31, "a stream does not end in the state it should")
  }
}
