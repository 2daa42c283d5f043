import Entropy
import Tensors
import TestSupport
import Testing

@Suite struct DecisionMixerTests {
  @Test(arguments: Kernels.names)
  func `all kernels predict what the plain mixer does`(name: String) throws {
    guard let kernels = try? Kernels(named: name) else { return }
    Kernels.$forced.withValue(kernels) {
      var random = SplitMix64(seed: 7)
      var shape = DecisionMixer.Shape(counterBits: 10, selectors: (5, 3, 4))
      shape.experts = 2
      var mixer = DecisionMixer(shape)
      var plain = PlainMixer(shape)
      for _ in 0..<20_000 {
        let contexts = (0..<Int.random(in: 0...14, using: &random)).map { _ in
          UInt32.random(in: 0..<4096, using: &random)
        }
        // Extreme logits drive weights to their bounds.
        let experts = (0..<2).map { _ in
          [-3072, 3072, Int32.random(in: -900...900, using: &random)].randomElement(using: &random)!
        }
        let chosen = (
          Int.random(in: 0..<5, using: &random), Int.random(in: 0..<3, using: &random),
          Int.random(in: 0..<4, using: &random)
        )
        let predicted = mixer.predict(
          contexts.span, experts: experts.span,
          DecisionMixer.Selectors(first: chosen.0, second: chosen.1, refined: chosen.2))
        let expected = plain.predict(contexts, experts, chosen)
        guard Int(predicted) == expected else {
          Issue.record("\(predicted) instead of \(expected)")
          return
        }
        let bit =
          experts[0] > 0 ? random.next() % 8 > 0 : contexts.first.map { $0 % 3 == 0 } ?? true
        mixer.update(bit)
        plain.update(bit)
      }
    }
  }

  @Test func `decisions come back`() throws {
    var random = SplitMix64(seed: 1)
    let bits = (0..<5000).map { _ in random.next() % 5 == 0 }
    func code(_ bits: [Bool], by coder: inout some BitCoder) -> [Bool] {
      var mixer = DecisionMixer(DecisionMixer.Shape(counterBits: 8, selectors: (1, 1, 1)))
      var (coded, history): ([Bool], UInt32) = ([], 0)
      for bit in bits {
        let contexts: InlineArray<2, UInt32> = [
          DecisionMixer.slot(history & 3, 0, 0), DecisionMixer.slot(history & 15, 1, 0),
        ]
        let bit = mixer.code(
          bit, contexts.span, DecisionMixer.Selectors(first: 0, second: 0, refined: 0), by: &coder)
        coded.append(bit)
        history = history << 1 | (bit ? 1 : 0)
      }
      return coded
    }
    var encoder = BinaryRangeEncoder()
    _ = code(bits, by: &encoder)
    let bytes = encoder.finish()
    var decoder = try BinaryRangeDecoder(whole: bytes[...])
    #expect(code(Array(repeating: false, count: bits.count), by: &decoder) == bits)
    try decoder.expectEnd()
    // The entropy of one in five is 0.722 bits.
    #expect(Double(bytes.count) * 8 < 0.75 * Double(bits.count))
  }

  @Test func `what follows from a context costs next to nothing`() {
    var mixer = DecisionMixer(DecisionMixer.Shape(counterBits: 8, selectors: (1, 1, 1)))
    var encoder = BinaryRangeEncoder()
    for index in 0..<20_000 {
      let contexts: InlineArray<2, UInt32> = [
        DecisionMixer.slot(UInt32(index % 5), 0, 0), DecisionMixer.slot(0, 1, 0),
      ]
      _ = mixer.code(
        index % 5 == 2, contexts.span, DecisionMixer.Selectors(first: 0, second: 0, refined: 0),
        by: &encoder)
    }
    #expect(encoder.finish().count < 60)
  }
}

/// The mixer as its description says, with nothing done at once.
private struct PlainMixer {
  private let shape: DecisionMixer.Shape
  private var counters: [(probability: Int, age: Int)]
  private var weights: [[[Int]]]
  private var bins: [[Int]]
  private var (slots, inputs): ([Int], [Int]) = ([], [])
  private var chosen = (0, 0, 0)
  private var misses = [0, 0]
  private var (bin, fraction) = (0, 0)

  init(_ shape: DecisionMixer.Shape) {
    self.shape = shape
    counters = Array(repeating: (1 << 21, 0), count: 1 << shape.counterBits)
    let set = (0..<32).map { index in
      if index == 0 { return 0 }
      if index <= shape.experts { return 16384 }
      return (index - 1 - shape.experts) % 2 == 0 ? 9830 : 0
    }
    weights = [
      Array(repeating: set, count: shape.selectors.first),
      Array(repeating: set, count: shape.selectors.second),
    ]
    let bin = (0...32).map { Self.squash(128 * ($0 - 16)) }
    bins = Array(repeating: bin, count: shape.selectors.refined)
  }

  mutating func predict(_ contexts: [UInt32], _ experts: [Int32], _ chosen: (Int, Int, Int)) -> Int
  {
    self.chosen = chosen
    slots = contexts.map { Int($0) % counters.count }
    inputs = [102] + experts.map { Int($0) }
    for slot in slots {
      let (probability, age) = counters[slot]
      inputs.append((Self.stretch[probability / 1024] * (age < 4 ? 77 + 45 * age : 256)) >> 8)
      inputs.append(((probability - 1 << 21) * min(5 * (age + 1), 147)) >> 20)
    }
    func logit(_ weights: [Int]) -> Int {
      let sum = zip(weights, inputs).reduce(0) { $0 + ($1.0 >> 5) * $1.1 }
      return min(max(sum >> 11, -3072), 3072)
    }
    let logits = [logit(weights[0][chosen.0]), logit(weights[1][chosen.1])]
    misses = logits.map { Self.squash($0) }
    let mean = (logits[0] + logits[1]) >> 1
    let position = min(max(mean, -2047), 2047) + 2048
    (bin, fraction) = (position / 128, position % 128)
    let near = bins[chosen.2]
    let refined = (near[bin] * (128 - fraction) + near[bin + 1] * fraction) / 128
    let share = shape.refinedShare
    return min(max((Self.squash(mean) * (16 - share) + refined * share) / 16, 1), 65535)
  }

  mutating func update(_ bit: Bool) {
    for (mixer, set) in [chosen.0, chosen.1].enumerated() {
      let miss = (((bit ? 65536 : 0) - misses[mixer]) * shape.rate) >> 4
      for (index, input) in inputs.enumerated() {
        let moved = weights[mixer][set][index] + (input * miss + 8192) >> 14
        weights[mixer][set][index] = min(max(moved, -524_287), 524_287)
      }
    }
    for (offset, part) in [(0, 128 - fraction), (1, fraction)] {
      let old = bins[chosen.2][bin + offset]
      bins[chosen.2][bin + offset] = old + (((bit ? 65535 : 0) - old) * part * 5) >> 15
    }
    for slot in slots {
      let (probability, age) = counters[slot]
      let end = bit ? 1 << 22 - 1 : 0
      counters[slot] = (
        probability + ((end - probability) * (655_360 / (10 * age + 16))) >> 16,
        min(age + 1, shape.oldest)
      )
    }
  }

  private static func squash(_ logit: Int) -> Int { squashed[logit + 3072] }

  private static let squashed: [Int] = {
    var power = UInt64(1) << 63
    let upper = (0...3072).map { _ in
      let whole = 1 << 31 + Int(power >> 32)
      power = power.multipliedFullWidth(by: 0xFF00_7FD5_5FFD_DE38).high
      return min((1 << 47 + whole / 2) / whole, 65535)
    }
    return upper.dropFirst().reversed().map { 65536 - $0 } + upper
  }()

  private static let stretch: [Int] = (0..<4096).map { step in
    (-3072...3072).first { squash($0) >= 16 * step + 8 } ?? 3072
  }
}
