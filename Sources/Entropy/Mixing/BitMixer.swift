/// Predicts bits from several contexts at once (context mixing, Mahoney 2005).
///
/// Each context has a counter that adapts fast while it is young and slowly later. The counters'
/// logits are summed with weights that are learned on the way. All arithmetic is in integers.
package struct BitMixer<let inputs: Int> {
  /// A probability in 1/2²² and, in the low 10 bits, the number of its updates.
  @usableFromInline var counters: [UInt32]
  /// The index of each input's first counter.
  @usableFromInline let starts: [Int]
  /// Weights in 1/65536, a set for each selector.
  @usableFromInline var weights: [Int32]

  /// The share of a new bit in a counter by the counter's updates: 1 / (updates + 1.5) in 1/65536.
  @usableFromInline let shares: [Int]

  // The last prediction and what it is made of.
  @usableFromInline var indices = InlineArray<inputs, Int>(repeating: 0)
  @usableFromInline var logits = InlineArray<inputs, Int32>(repeating: 0)
  @usableFromInline var set = 0
  @usableFromInline var probability = 1 << 15

  /// - Parameters:
  ///   - contexts: the number of contexts of each input
  ///   - selectors: the number of sets of weights
  package init(contexts: [Int], selectors: Int) {
    precondition(contexts.count == inputs)
    starts = contexts.indices.map { contexts[..<$0].reduce(0, +) }
    counters = [UInt32](repeating: 1 << 31, count: contexts.reduce(0, +))
    shares = (0...Self.oldest).map { 2 * 65536 / (2 * $0 + 3) }
    weights = [Int32](repeating: Int32(80_000 / inputs), count: selectors * inputs)
  }

  /// The probability of a one in 1/65536, 1…65535, given a context for each input.
  @inlinable
  package mutating func predict(_ contexts: InlineArray<inputs, Int>, selector: Int) -> UInt16 {
    set = selector * inputs
    var sum = 0
    for input in 0..<inputs {
      let index = starts[input] + contexts[input]
      let logit = Logistic.stretch(Int(counters[index] >> 16))
      indices[input] = index
      logits[input] = Int32(logit)
      sum += logit * Int(weights[set + input])
    }
    probability = min(max(Logistic.squash(sum >> 16), Self.least), 65536 - Self.least)
    return UInt16(probability)
  }

  /// Learns from the bit that was predicted last.
  @inlinable
  package mutating func update(_ bit: Bool) {
    let miss = (bit ? 65536 : 0) - probability
    for input in 0..<inputs {
      let change = (Int(logits[input]) * miss) >> Self.rate
      weights[set + input] += Int32(change)
      let counter = counters[indices[input]]
      let (value, count) = (Int(counter >> 10), Int(counter & 1023))
      let target = bit ? (1 << 22) - 1 : 0
      let updated = value + ((target - value) * shares[count]) >> 16
      counters[indices[input]] = UInt32(updated) << 10 | UInt32(min(count + 1, Self.oldest))
    }
  }

  /// Probabilities stay this far from certainty, in 1/65536.
  @inlinable static var least: Int { 8 }
  /// Weights move by the product of logit and miss over 2 to this power.
  @inlinable static var rate: Int { 15 }
  /// The number of updates from which on a counter adapts no slower.
  @inlinable static var oldest: Int { 250 }
}
