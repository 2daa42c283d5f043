/// Where a stretch of random numbers begins: a counter-based generator's key.
///
/// Keys derive from the seed, the step and the shard, never from what ran before, so a run with
/// a seed repeats to the bit on any number of threads.
package struct NoiseKey: Sendable, Equatable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// The key of something numbered under this key.
  package func derived(_ number: Int) -> NoiseKey {
    var key = self
    key.state = Self.mix(
      state ^ Self.mix(UInt64(bitPattern: Int64(number)) &+ 0x632B_E59B_D9B4_E019))
    return key
  }

  /// A number nobody else draws.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// An even choice of 0 ..< count.
  package mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// An even choice of 0 ..< 1.
  package mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// SplitMix64's output function (Steele, Lea & Flood 2014).
  private static func mix(_ state: UInt64) -> UInt64 {
    var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
