import Foundation

/// The decisions that tell an index: samples-1.md, *The tree*.
struct SampleTree {
  let maximum: Int
  /// The mean, and those of the experts with their scales.
  let mean: Int
  let experts: [(mean: Int, scale: Int)]
  /// The binary logarithm of the block's size.
  let size: Int
  let bases: [UInt32]
  let plane: Int
  let (activity, q): (Int, Int)

  func index(_ bits: inout SampleDecisions) -> Int {
    let boundary = ((mean + 8 + 8 << size) >> (size + 4)) << size
    let side = (boundary + 65536) >> size
    var isAbove = boundary <= 0
    if boundary > 0, boundary <= maximum {
      isAbove = bits.bit(
        decision(
          key: (side / 4) * 32 + size, 32 + size, places: (4 * (side % 4), 1),
          logits: experts.map { clamp(-distance(boundary, $0)) }, kind: 0,
          node: 32 * side + 31 + 7919 * size, bits))
    }
    let d = isAbove ? 1 : 0
    var (edge, s, n) = (boundary, size, 0)
    while true {
      let next = isAbove ? edge + 1 << s : edge - 1 << s
      if isAbove ? next > maximum : next <= 0 { break }
      let logits = experts.map { expert in
        let z = (isAbove ? 1 : -1) * distance(edge, expert)
        let reach = Self.reach(max(8 * s - expert.scale, -184))
        return clamp((logarithm(z) - 8 * z - reach) >> 4)
      }
      let block = (min(edge, next) + 65536) >> size
      let count = min(n, 6)
      let isBeyond = bits.bit(
        decision(
          key: (block / 4) * 32 + size, 32 + size,
          places: (4 * (block % 4) + 2 - d, 2 + 2 * count + d), logits: logits,
          kind: 1 + 2 * count + d, node: 32 * block + 29 + d + 7919 * size, bits))
      guard isBeyond else { break }
      edge = next
      if n >= 3, s < 16 { s += 1 }
      n += 1
    }
    return within(isAbove ? edge : edge - 1 << s, s, way: 2 + 2 * min(n, 6) + d, &bits)
  }

  private func within(_ first: Int, _ s: Int, way: Int, _ bits: inout SampleDecisions) -> Int {
    var (a, prefix, keys) = (first, 1, (0, 0))
    for b in (0..<s).reversed() {
      if b % 3 == 2 || b == s - 1 {
        keys.0 = ((a + 65536) >> (3 * (b / 3) + 3)) * 32 + 16 + b / 3
        keys.1 = (way << 20) ^ (32 * prefix) ^ (16 + b / 3)
      }
      let middle = a + 1 << b
      var bit = middle <= 0
      if middle > 0, middle <= maximum {
        let i = 2 - b % 3
        let place = 1 << i + ((a + 65536) >> (b + 1)) % (1 << i)
        let (low, high) = (a, a + 2 << b)
        bit = bits.bit(
          decision(
            key: keys.0, keys.1, places: (place, place),
            logits: experts.map {
              clamp((logarithm(distance(low, $0)) - logarithm(distance(high, $0))) >> 4)
            }, kind: 16 + min(b, 15), node: 32 * middle + b, bits))
      }
      prefix = 2 * prefix + (bit ? 1 : 0)
      if bit { a = middle }
    }
    return a
  }

  private func decision(
    key value: Int, _ place: Int, places: (Int, Int), logits: [Int], kind: Int, node: Int,
    _ bits: SampleDecisions
  ) -> SampleDecisions.Decision {
    let lines = bases.enumerated().map { index, base in
      let key = UInt32(truncatingIfNeeded: index < 3 ? value : place)
      let hash = (base &+ key &* 0x9E37_79B1) &* 0x2C1B_3C6D
      return Int(hash >> UInt32(32 - bits.counterBits)) / 16 * 16
    }
    return SampleDecisions.Decision(
      lines: lines, places: places, logits: logits, kind: kind, node: node, plane: plane,
      size: size, activity: activity, q: q)
  }

  private func clamp(_ logit: Int) -> Int { min(max(logit, -2047), 2047) }

  /// The place of the threshold of an index.
  private func distance(_ index: Int, _ expert: (mean: Int, scale: Int)) -> Int {
    let (h, k) = (expert.scale % 8, expert.scale / 8)
    let inverse = 6607 / (Float(17 + 2 * h) * Float(1 << k) * 0.5)
    return Int(min(max(Float(16 * index - 8 - expert.mean) * inverse, -16384), 16384))
  }

  private func logarithm(_ z: Int) -> Int {
    let z = abs(z)
    guard z < 3072 else { return 8 * z }
    let around = [z / 16 * 16, z / 16 * 16 + 16].map { point in
      Int((4096 * log1p(exp(-Double(point) / 256))).rounded())
    }
    return 8 * z + around[0] + (((around[1] - around[0]) * (z % 16)) >> 4)
  }

  private static func reach(_ u: Int) -> Int {
    let k = (u + 191) / 8 - 23
    let delta = exp2(Double(k)) * 6607 / Double(8 * (17 + 2 * (8 * k - u)))
    return min(Int((4096 * log(expm1(min(delta, 64)))).rounded()), 131_072)
  }
}
