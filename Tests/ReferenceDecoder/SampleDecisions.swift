/// The decisions of predicted samples: samples-1.md, *Decisions*.
struct SampleDecisions {
  /// What a decision is about.
  struct Decision {
    var lines: [Int]
    var places: (first: Int, rest: Int)
    var logits: [Int]
    var (kind, node): (Int, Int)
    /// The plane's kind, the block's size, and the classes of activity and of q.
    var (plane, size, activity, q): (Int, Int, Int, Int)
  }

  private var rest: ArraySlice<UInt8>
  private var code: UInt64 = 0
  private var range: UInt64 = (1 << 32) - 1
  private let isLean: Bool
  let counterBits: Int
  private var counters: [(p: Int, age: Int)]
  private var sets: [[[Int]]]
  private var refinements: [[[Int]]]

  init(_ bytes: ArraySlice<UInt8>, level: Int, contexts: Int, experts: Int) {
    rest = bytes
    isLean = level == 1
    counterBits = 16 + 2 * level
    counters = Array(repeating: (1 << 21, 0), count: 1 << counterBits)
    let weights =
      [0] + Array(repeating: level == 1 ? 24000 : 14000, count: experts)
      + Array(repeating: 7000, count: contexts)
    sets = [1024, 2048].map { Array(repeating: weights, count: $0) }
    let bins = (0...32).map { MixedDecisions.squash(128 * ($0 - 16)) }
    refinements = [4096, 2048].map { Array(repeating: bins, count: $0) }
    for _ in 0..<4 { code = code * 256 + next() }
  }

  /// Zeros are behind the last byte.
  private mutating func next() -> UInt64 { UInt64(rest.popFirst() ?? 0) }

  mutating func bit(_ decision: Decision) -> Bool {
    let slots = decision.lines.enumerated().map { index, line in
      line + (index < 3 ? decision.places.first : decision.places.rest)
    }
    let inputs =
      [128] + decision.logits
      + slots.map { slot in
        let (p, age) = counters[slot]
        let trust = age == 0 ? 0 : age < 5 ? 77 + 45 * (age - 1) : 256
        return (MixedDecisions.stretch[p >> 10] * trust) >> 8
      }
    let chosen = [
      (8 * decision.plane + min(decision.size, 7)) * 32 + decision.kind,
      (4 * decision.activity + decision.q / 4) * 32 + decision.kind,
    ]
    let mixers = isLean ? 0..<1 : 0..<2
    let mixed = mixers.map { mixer in
      let weights = sets[mixer][chosen[mixer]]
      let sum = zip(weights, inputs).reduce(0) { $0 + ($1.0 >> 5) * $1.1 }
      return min(max(sum >> 11, -3071), 3071)
    }
    let logit = isLean ? mixed[0] : (mixed[0] + mixed[1]) >> 1
    let position = min(max(logit, -2047), 2047) + 2048
    let (bin, fraction) = (position / 128, position % 128)
    let refining = [
      Int(MixedDecisions.hash(decision.node, decision.plane, 77) % 4096),
      (16 * decision.plane + decision.activity) * 32 + decision.kind,
    ]
    let refined = (isLean ? 1..<2 : 0..<2).map { index in
      let bins = refinements[index][refining[index]]
      return (bins[bin] * (128 - fraction) + bins[bin + 1] * fraction) / 128
    }
    let r = isLean ? refined[0] : (refined[0] + refined[1]) >> 1
    let probability = min(max((MixedDecisions.squash(logit) + r) >> 1, 24), 65512)
    let bit = decode(UInt64(probability))

    for (mixer, value) in zip(mixers, mixed) {
      let miss = ((65536 * bit - MixedDecisions.squash(value)) * 20) >> 4
      for (index, input) in inputs.enumerated() {
        let weight = sets[mixer][chosen[mixer]][index] + ((input * miss + 8192) >> 14)
        sets[mixer][chosen[mixer]][index] = min(max(weight, -524_287), 524_287)
      }
    }
    let learning = bin + (fraction < 64 ? 0 : 1)
    for index in isLean ? 1..<2 : 0..<2 {
      let before = refinements[index][refining[index]][learning]
      refinements[index][refining[index]][learning] = before + ((65535 * bit - before) >> 6)
    }
    for slot in slots {
      let (p, age) = counters[slot]
      let moved = ((((1 << 22) - 1) * bit - p) * (655_360 / (10 * age + 16))) >> 16
      counters[slot] = (p + moved, min(age + 1, 255))
    }
    return bit == 1
  }

  private mutating func decode(_ probability: UInt64) -> Int {
    let bound = (range * probability) >> 16
    let bit = code < bound ? 1 : 0
    (code, range) = bit == 1 ? (code, bound) : (code - bound, range - bound)
    while range < 1 << 24 {
      code = (256 * code) % (1 << 32) + next()
      range *= 256
    }
    return bit
  }
}
