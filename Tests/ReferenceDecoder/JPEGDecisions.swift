/// A lean mixer of mixing-1.md, and its decisions in the codes of a stripe of jpeg-1.md.
struct JPEGDecisions {
  private let bytes: [UInt8]
  private var read = 0
  private var code: UInt64 = 0
  private var range: UInt64 = (1 << 32) - 1

  private var counters: [Int32]
  private var ages: [UInt8]
  /// The sets of both mixers, one behind the other.
  private var first: [Int32]
  private var second: [Int32]
  private let width: Int
  private var inputs = Array(repeating: 0, count: 16)

  init(_ codes: ArraySlice<UInt8>, _ start: JPEGStart, isLarge: Bool) {
    bytes = Array(codes)
    let lines = isLarge ? JPEGStart.lines : JPEGStart.standardLines
    counters = Array(start.counters.prefix(8 * lines))
    ages = Array(start.ages.prefix(8 * lines))
    (first, second) = isLarge ? start.large : start.standard
    width = isLarge ? 16 : 8
    for _ in 0..<4 { code = 256 * code + nextByte() }
  }

  /// Beyond the last byte there are zeros.
  private mutating func nextByte() -> UInt64 {
    read += 1
    return read <= bytes.count ? UInt64(bytes[read - 1]) : 0
  }

  /// The stripe is decoded: all bytes must have been read.
  func end() throws { try require(read >= bytes.count, "bytes behind the codes of a stripe") }

  /// Decodes a decision and learns it.
  mutating func bit(
    _ lines: [Int], _ place: Int, expert: Int = 0, _ firstSet: Int, _ secondSet: Int
  ) -> Int {
    inputs[0] = 102
    inputs[1] = expert
    for (index, line) in lines.enumerated() {
      let age = Int(ages[8 * line + place])
      let logit = MixedDecisions.stretch[Int(counters[8 * line + place]) >> 10]
      inputs[2 + index] = (logit * (age < 4 ? 77 + 45 * age : 256)) >> 8
    }
    let count = 2 + lines.count
    let (one, two) = (firstSet * width, secondSet * width)
    var sums = (0, 0)
    for index in 0..<count {
      sums.0 += (Int(first[one + index]) >> 5) * inputs[index]
      sums.1 += (Int(second[two + index]) >> 5) * inputs[index]
    }
    let logits = (
      min(max(sums.0 >> 11, -3072), 3072), min(max(sums.1 >> 11, -3072), 3072)
    )
    let bit = decode(UInt64(MixedDecisions.squash((logits.0 + logits.1) >> 1)))

    let misses = (
      ((65536 * bit - MixedDecisions.squash(logits.0)) * 8) >> 4,
      ((65536 * bit - MixedDecisions.squash(logits.1)) * 8) >> 4
    )
    for index in 0..<count {
      first[one + index] = Self.learnt(first[one + index], inputs[index], misses.0)
      second[two + index] = Self.learnt(second[two + index], inputs[index], misses.1)
    }
    for line in lines {
      let slot = 8 * line + place
      let (p, age) = (Int(counters[slot]), Int(ages[slot]))
      let share = 655_360 / (10 * age + 16)
      counters[slot] = Int32(p + (((1 << 22 - 1) * bit - p) * share) >> 16)
      ages[slot] = UInt8(min(age + 1, 255))
    }
    return bit
  }

  private static func learnt(_ weight: Int32, _ input: Int, _ miss: Int) -> Int32 {
    Int32(min(max(Int(weight) + (input * miss + 8192) >> 14, -524_287), 524_287))
  }

  private mutating func decode(_ probability: UInt64) -> Int {
    let bound = (range * probability) >> 16
    let bit = code < bound ? 1 : 0
    if bit == 1 {
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
}
