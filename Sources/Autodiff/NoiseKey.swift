/// The key of a counter-based random number generator.
///
/// Keys derive from the seed, the step and the shard only. A run with a seed is bit-identical on
/// any number of threads.
package struct NoiseKey: Sendable, Equatable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// Derives the key of a numbered item under this key.
  package func derived(_ number: Int) -> NoiseKey {
    var key = self
    key.state = Self.mix(
      state ^ Self.mix(UInt64(bitPattern: Int64(number)) &+ 0x632B_E59B_D9B4_E019))
    return key
  }

  /// Draws the next number.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// Draws uniformly from 0 ..< count.
  package mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Draws uniformly from 0 ..< 1.
  package mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// SplitMix64's output function (Steele, Lea & Flood 2014).
  private static func mix(_ state: UInt64) -> UInt64 {
    var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Array {
  /// The elements in a random order (Fisher & Yates).
  package func shuffled(by key: NoiseKey) -> Array {
    var (key, shuffled) = (key, self)
    for last in stride(from: count - 1, to: 0, by: -1) {
      shuffled.swapAt(last, Int(key.next() % UInt64(last + 1)))
    }
    return shuffled
  }
}
