import Entropy
import Tensors
import TestSupport
import Testing

@Suite struct LeanMixerTests {
  @Test(arguments: Kernels.names, [8, 16])
  func `all kernels predict what the plain mixer does`(name: String, lanes: Int) throws {
    guard let kernels = try? Kernels(named: name) else { return }
    Kernels.$forced.withValue(kernels) {
      var random = SplitMix64(seed: 5)
      let shape = LeanMixer.Shape(lines: 40, sets: (5, 3), lanes: lanes)
      var mixer = LeanMixer(shape, LeanMixer.State(shape))
      var plain = PlainLeanMixer(shape)
      for _ in 0..<20_000 {
        let count = Int.random(in: 1...lanes - 2, using: &random)
        var lines = InlineArray<15, UInt32>(repeating: 0)
        for index in 0..<count { lines[index] = UInt32.random(in: 0..<40, using: &random) }
        let place = Int.random(in: 0..<8, using: &random)
        // Extreme logits drive weights to their bounds.
        let expert = [-3072, 3072, Int32.random(in: -900...900, using: &random)]
          .randomElement(using: &random)!
        let sets = (Int.random(in: 0..<5, using: &random), Int.random(in: 0..<3, using: &random))
        let bit = expert > 0 ? random.next() % 8 > 0 : lines[0] % 3 == 0
        var probe = Probe()
        _ = mixer.code(
          bit, lines, count: count, place: place, expert: expert, sets, by: &probe)
        let slots = (0..<count).map { Int(lines[$0]) * 8 + place }
        let expected = plain.predict(slots, Int(expert), sets)
        guard Int(probe.probability) == expected else {
          Issue.record("\(probe.probability) instead of \(expected)")
          return
        }
        plain.update(bit)
      }
    }
  }
}

/// Takes note of a probability.
private struct Probe: BitCoder {
  var probability: UInt16 = 0

  mutating func code(_ bit: Bool, probability: UInt16) -> Bool {
    self.probability = probability
    return bit
  }
}

/// The mixer as `Formats/mixing-1.md` describes it.
private struct PlainLeanMixer {
  private var counters: [(p: Int, age: Int)]
  private var weights: [[[Int]]]
  private let lanes: Int
  private var last: (slots: [Int], inputs: [Int], sets: [Int], logits: [Int]) = ([], [], [], [])

  init(_ shape: LeanMixer.Shape) {
    lanes = shape.lanes
    counters = Array(repeating: (1 << 21, 0), count: shape.lines * 8)
    let untaught = [0] + Array(repeating: 12000, count: shape.lanes - 1)
    weights = [shape.sets.first, shape.sets.second].map {
      Array(repeating: untaught, count: $0)
    }
  }

  private static let stretch: [Int] = (0..<4096).map { step in
    (-3072...3072).first { DecisionTables.squash($0) >= 16 * step + 8 } ?? 3072
  }

  mutating func predict(_ slots: [Int], _ expert: Int, _ sets: (Int, Int)) -> Int {
    var inputs = [102, expert]
    for slot in slots {
      let (p, age) = counters[slot]
      inputs.append((Self.stretch[p >> 10] * (age < 4 ? 77 + 45 * age : 256)) >> 8)
    }
    inputs += Array(repeating: 0, count: lanes - inputs.count)
    let chosen = [sets.0, sets.1]
    let logits = (0..<2).map { mixer in
      let sum = zip(weights[mixer][chosen[mixer]], inputs).reduce(0) { $0 + ($1.0 >> 5) * $1.1 }
      return min(max(sum >> 11, -3072), 3072)
    }
    last = (slots, inputs, chosen, logits)
    return DecisionTables.squash((logits[0] + logits[1]) >> 1)
  }

  mutating func update(_ bit: Bool) {
    for mixer in 0..<2 {
      let miss = (((bit ? 65536 : 0) - DecisionTables.squash(last.logits[mixer])) * 8) >> 4
      for lane in 0..<lanes where last.inputs[lane] != 0 {
        let moved =
          weights[mixer][last.sets[mixer]][lane] + (last.inputs[lane] * miss + 8192) >> 14
        weights[mixer][last.sets[mixer]][lane] = min(max(moved, -524_287), 524_287)
      }
    }
    for slot in last.slots {
      let (p, age) = counters[slot]
      let end = bit ? (1 << 22) - 1 : 0
      counters[slot] = (p + ((end - p) * (655_360 / (10 * age + 16))) >> 16, min(age + 1, 255))
    }
  }
}
