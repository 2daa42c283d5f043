/// Laplace distributions that learn from the symbols of a picture, in integers.
///
/// The tables give what the context network expects. Two things are learned on top, for each 32nd
/// of the levels: how often a symbol misses the integer nearest to its mean against how often it
/// was expected to, and how far it then lies beyond.
struct LaplaceModel {
  let tables = LaplaceTables.shared
  /// Expected misses in 1/65536 and counted ones, by level / 8.
  private var expected: [UInt64]
  private var counted: [UInt64]
  /// The probability that the distance ends in group g, and the symbols it was learned from, at
  /// 4 · (level / 8) + min(g, 3).
  private var ends: [UInt16]
  private var seen: [UInt8]

  /// Misses that the first estimates count as, and those after which old ones are halved.
  private static let prior: UInt64 = 32
  private static let limit: UInt64 = 2000

  init() {
    let buckets = LaplaceTables.levels / 8
    expected = Array(repeating: Self.prior << 16, count: buckets)
    counted = expected
    ends = (0..<4 * buckets).map { LaplaceTables.shared.endsGroup[$0 / 4 * 8 + 4] }
    seen = Array(repeating: 0, count: ends.count)
  }

  /// The probability in 1/65536 that a symbol is not the nearest integer.
  @inline(__always)
  func miss(_ context: LaplaceContext) -> UInt32 {
    let bucket = context.level >> 3
    let scaled = UInt64(tables.misses[context.place]) * counted[bucket] / expected[bucket]
    return UInt32(
      min(max(scaled, LaplaceTables.bounds.lowerBound), LaplaceTables.bounds.upperBound))
  }

  @inline(__always)
  mutating func learn(miss: Bool, _ context: LaplaceContext) {
    let bucket = context.level >> 3
    expected[bucket] += UInt64(tables.misses[context.place])
    if miss { counted[bucket] += 1 << 16 }
    if expected[bucket] > Self.limit << 16 {
      expected[bucket] >>= 1
      counted[bucket] = max(counted[bucket] >> 1, 1 << 16)
    }
  }

  @inline(__always)
  func isAbove(_ context: LaplaceContext) -> UInt32 { UInt32(tables.isAbove[context.place]) }

  @inline(__always)
  func shift(_ level: Int) -> Int { Int(tables.shifts[level]) }

  @inline(__always)
  func ends(group: Int, level: Int) -> UInt32 { UInt32(ends[(level >> 3) * 4 + min(group, 3)]) }

  @inline(__always)
  mutating func learn(ends isEnd: Bool, group: Int, level: Int) {
    let index = (level >> 3) * 4 + min(group, 3)
    // The first symbols count as much as the expectation does, later ones less.
    let share = 65536 / (Int(seen[index]) + 4)
    let target = isEnd ? 65535 - 256 : 256
    ends[index] = UInt16(Int(ends[index]) + ((target - Int(ends[index])) * share) >> 16)
    if seen[index] < 124 { seen[index] += 1 }
  }

  @inline(__always)
  func lowBit(_ place: Int, level: Int) -> UInt32 {
    UInt32(tables.lowBitIsZero[8 * level + place])
  }
}
