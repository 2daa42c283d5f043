/// Predicts bits from several contexts at once (context mixing, Mahoney 2005).
///
/// Each context has a counter that adapts quickly while it is young and slowly later. Their
/// logits are summed with weights that are learnt on the way; all of it in integers.
package struct BitMixer<let inputs: Int> {
  /// A probability in 1/2²² and, in the low 10 bits, how often it was updated.
  private var counters: [UInt32]
  /// Where the counters of each input start.
  private let starts: [Int]
  /// Weights in 1/65536, a set a selector.
  private var weights: [Int32]

  /// What a bit contributes to a counter by its age: 1 / (updates + 1.5) in 1/65536.
  private let shares: [Int]

  // What the last prediction was made of.
  private var places = InlineArray<inputs, Int>(repeating: 0)
  private var logits = InlineArray<inputs, Int32>(repeating: 0)
  private var set = 0
  private var probability = 1 << 15

  /// - Parameters:
  ///   - contexts: how many contexts each input has
  ///   - selectors: how many sets of weights there are
  package init(contexts: [Int], selectors: Int) {
    precondition(contexts.count == inputs)
    starts = contexts.indices.map { contexts[..<$0].reduce(0, +) }
    counters = [UInt32](repeating: 1 << 31, count: contexts.reduce(0, +))
    shares = (0...Self.oldest).map { 2 * 65536 / (2 * $0 + 3) }
    weights = [Int32](repeating: Int32(80_000 / inputs), count: selectors * inputs)
  }

  /// The probability of a one in 1/65536, 1…65535, given a context for each input.
  package mutating func predict(_ contexts: InlineArray<inputs, Int>, selector: Int) -> UInt16 {
    set = selector * inputs
    var sum = 0
    for input in 0..<inputs {
      let place = starts[input] + contexts[input]
      let logit = Logistic.stretch(Int(counters[place] >> 16))
      places[input] = place
      logits[input] = Int32(logit)
      sum += logit * Int(weights[set + input])
    }
    probability = min(max(Logistic.squash(sum >> 16), Self.least), 65536 - Self.least)
    return UInt16(probability)
  }

  /// Learns from the bit that was predicted last.
  package mutating func update(_ bit: Bool) {
    let miss = (bit ? 65536 : 0) - probability
    for input in 0..<inputs {
      let change = (Int(logits[input]) * miss) >> Self.rate
      weights[set + input] += Int32(change)
      let counter = counters[places[input]]
      let (value, count) = (Int(counter >> 10), Int(counter & 1023))
      let target = bit ? (1 << 22) - 1 : 0
      let updated = value + ((target - value) * shares[count]) >> 16
      counters[places[input]] = UInt32(updated) << 10 | UInt32(min(count + 1, Self.oldest))
    }
  }

  /// Probabilities stay this far from certainty, in 1/65536.
  private static var least: Int { 8 }
  /// The binary logarithm of how slowly weights change.
  private static var rate: Int { 15 }
  /// Updates after which a counter adapts no slower.
  private static var oldest: Int { 250 }
}
