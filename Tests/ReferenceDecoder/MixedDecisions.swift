/// The mixer and the coding of mixing-1.md.
struct MixedDecisions {
  private var stream: Cursor
  private var code: UInt64
  private var range: UInt64 = (1 << 32) - 1

  private let experts: Int
  private var counters: [(p: Int, age: Int)]
  private var mixers: [[[Int]]]
  private var bins: [[Int]]

  init(
    _ bytes: ArraySlice<UInt8>, counters: Int, experts: Int = 0,
    selectors: (first: Int, second: Int, third: Int)
  ) throws {
    stream = Cursor(bytes)
    code = try stream.take(4).reduce(0) { 256 * $0 + UInt64($1) }
    self.experts = experts
    self.counters = Array(repeating: (1 << 21, 0), count: counters)
    let weights = (0..<32).map { index in
      if index == 0 { return 0 }
      return index <= experts ? 16384 : (index - experts).isMultiple(of: 2) ? 0 : 9830
    }
    mixers = [selectors.first, selectors.second].map { Array(repeating: weights, count: $0) }
    let bin = (0...32).map { Self.squash(128 * ($0 - 16)) }
    bins = Array(repeating: bin, count: selectors.third)
  }

  /// Decodes a decision and learns it.
  mutating func bit(
    _ contexts: [UInt32], experts logits: [Int] = [], _ first: Int, _ second: Int, _ third: Int
  ) throws -> Int {
    let slots = contexts.map { Int($0) % counters.count }
    var inputs = [102] + logits
    for slot in slots {
      let (p, age) = counters[slot]
      inputs.append((Self.stretch[p >> 10] * (age < 4 ? 77 + 45 * age : 256)) >> 8)
      inputs.append(((p - 1 << 21) * min(5 * (age + 1), 147)) >> 20)
    }
    let chosen = [first, second]
    let mixed = zip(mixers, chosen).map { sets, set in
      let sum = inputs.indices.reduce(0) { $0 + (sets[set][$1] >> 5) * inputs[$1] }
      return min(max(sum >> 11, -3072), 3072)
    }
    let logit = (mixed[0] + mixed[1]) >> 1
    let position = min(max(logit, -2047), 2047) + 2048
    let (bin, fraction) = (position / 128, position % 128)
    let near = (bins[third][bin], bins[third][bin + 1])
    let refined = (near.0 * (128 - fraction) + near.1 * fraction) / 128
    let probability = min(max((Self.squash(logit) * 8 + refined * 8) >> 4, 1), 65535)

    let bit = try decode(UInt64(probability))

    for mixer in 0..<2 {
      let miss = ((65536 * bit - Self.squash(mixed[mixer])) * 20) >> 4
      for (index, input) in inputs.enumerated() {
        let weight = mixers[mixer][chosen[mixer]][index] + ((input * miss + 8192) >> 14)
        mixers[mixer][chosen[mixer]][index] = min(max(weight, -524_287), 524_287)
      }
    }
    bins[third][bin] += ((65535 * bit - near.0) * (128 - fraction) * 5) >> 15
    bins[third][bin + 1] += ((65535 * bit - near.1) * fraction * 5) >> 15
    for slot in slots {
      let (p, age) = counters[slot]
      let share = 655_360 / (10 * age + 16)
      let moved = ((((1 << 22) - 1) * bit - p) * share) >> 16
      counters[slot] = (p + moved, min(age + 1, 255))
    }
    return bit
  }

  private mutating func decode(_ probability: UInt64) throws -> Int {
    let bound = (range * probability) >> 16
    let bit = code < bound ? 1 : 0
    (code, range) = bit == 1 ? (code, bound) : (code - bound, range - bound)
    while range < 1 << 24 {
      code = (256 * code) % (1 << 32) + UInt64(try stream.byte())
      range *= 256
    }
    return bit
  }

  func end() throws {
    try stream.end()
    try require(code == 0, "a range coded stream does not end with code 0")
  }

  static func hash(_ a: Int, _ b: Int, _ c: Int) -> UInt32 {
    func low(_ value: Int) -> UInt64 { UInt64(truncatingIfNeeded: value) & 0xFFFF_FFFF }
    var hash = low(a) * 0x9E37_79B1 % (1 << 32)
    hash ^= low(b) * 0x85EB_CA77 % (1 << 32)
    hash ^= low(c) * 0xC2B2_AE3D % (1 << 32)
    hash = (hash ^ (hash >> 15)) * 0x2C1B_3C6D % (1 << 32)
    hash = (hash ^ (hash >> 12)) * 0x297A_2D39 % (1 << 32)
    return UInt32(hash ^ (hash >> 15))
  }

  static func squash(_ logit: Int) -> Int {
    logit < 0 ? 65536 - squashed[-logit] : squashed[logit]
  }

  private static let squashed: [Int] = {
    var power: UInt64 = 1 << 63
    return (0...3072).map { _ in
      let whole = (1 << 31) + Int(power >> 32)
      power = power.multipliedFullWidth(by: 0xFF00_7FD5_5FFD_DE38).high
      return min(((1 << 47) + whole / 2) / whole, 65535)
    }
  }()

  static let stretch: [Int] = (0..<4096).map { step in
    (-3072...3072).first { squash($0) >= 16 * step + 8 } ?? 3072
  }
}
