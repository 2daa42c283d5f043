/// The binary range coder of fitted-1.md, *Codes*.
struct FittedCodes {
  private let bytes: [UInt8]
  private var read = 0
  private var code: UInt64 = 0
  private var range: UInt64 = (1 << 32) - 1

  init(_ codes: ArraySlice<UInt8>) {
    bytes = Array(codes)
    for _ in 0..<4 { code = 256 * code + nextByte() }
  }

  /// Beyond the last byte there are zeros.
  private mutating func nextByte() -> UInt64 {
    read += 1
    return read <= bytes.count ? UInt64(bytes[read - 1]) : 0
  }

  /// The tile is decoded: all bytes must have been read.
  func end() throws { try require(read >= bytes.count, "bytes behind the codes of a tile") }

  /// - Parameter zero: the probability of a zero in 1/65536
  mutating func bit(_ zero: Int) -> Int {
    let bound = (range >> 16) * UInt64(zero)
    let bit = code < bound ? 0 : 1
    if bit == 0 {
      range = bound
    } else {
      code -= bound
      range -= bound
    }
    while range < 1 << 24 {
      code = (256 * code) % (1 << 32) + nextByte()
      range *= 256
    }
    return bit
  }

  mutating func evenBits(_ count: Int) -> Int {
    (0..<count).reduce(0) { value, _ in 2 * value + bit(32768) }
  }
}

/// Symbols and the state that learns in them: fitted-1.md, *Symbols*.
struct FittedSymbols {
  var codes: FittedCodes
  private var expected: [Int] = []
  private var counted: [Int] = []
  private var ends: [Int] = []
  private var seen: [Int] = []

  init(_ codes: ArraySlice<UInt8>) {
    self.codes = FittedCodes(codes)
    reset()
  }

  /// The initial state: fitted-1.md, *State*.
  mutating func reset() {
    expected = Array(repeating: 1 << 21, count: 32)
    counted = expected
    ends = (0..<128).map { FittedTables.all[8 * ($0 / 4) + 4].end }
    seen = Array(repeating: 0, count: 128)
  }

  /// - Parameter mean: in 1/32
  mutating func symbol(mean: Int, level: Int) -> Int {
    let tables = FittedTables.all[level]
    let (m, f) = ((mean + 16) >> 5, (mean + 16) & 31)
    guard isMiss(tables.miss[f], level / 8) else { return m }
    let isBelow = codes.bit(tables.above[f]) == 1
    let t = groups(level / 8)
    var r = 0
    for j in (0..<tables.shift).reversed() { r = 2 * r + codes.bit(tables.low[j]) }
    let n = t << tables.shift + r + 1
    return isBelow ? m - n : m + n
  }

  private mutating func isMiss(_ miss: Int, _ c: Int) -> Bool {
    let one = min(max(miss * counted[c] / expected[c], 8), 65528)
    let isMiss = codes.bit(65536 - one) == 1
    expected[c] += miss
    if isMiss { counted[c] += 65536 }
    if expected[c] > 2000 * 65536 {
      expected[c] /= 2
      counted[c] = max(counted[c] / 2, 65536)
    }
    return isMiss
  }

  private mutating func groups(_ c: Int) -> Int {
    for t in 0..<24 {
      let place = 4 * c + min(t, 3)
      let bit = codes.bit(ends[place])
      let share = 65536 / (seen[place] + 4)
      ends[place] += (((bit == 0 ? 65279 : 256) - ends[place]) * share) >> 16
      seen[place] = min(seen[place] + 1, 124)
      if bit == 0 { return t }
    }
    return 24 + codes.evenBits(12)
  }
}
