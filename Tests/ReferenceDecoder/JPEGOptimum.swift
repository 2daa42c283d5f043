/// The table that libjpeg makes for frequencies of symbols: jpeg-1.md, *From frequencies to a
/// table*.
func optimumTable(_ frequencies: [Int]) throws -> JPEGTable {
  try require(frequencies.contains { $0 > 0 }, "an optimum table without symbols")
  var f = frequencies + [1]
  var lengths = Array(repeating: 0, count: 257)
  var next = [Int?](repeating: nil, count: 257)
  func rarest(but other: Int?) -> Int? {
    var best: Int?
    for s in 0...256 where 1...1_000_000_000 ~= f[s] && s != other {
      if best.map({ f[s] <= f[$0] }) ?? true { best = s }
    }
    return best
  }
  while let first = rarest(but: nil), let second = rarest(but: first) {
    var (c, d) = (first, second)
    f[c] += f[d]
    f[d] = 0
    lengths[c] += 1
    while let follower = next[c] {
      c = follower
      lengths[c] += 1
    }
    next[c] = d
    lengths[d] += 1
    while let follower = next[d] {
      d = follower
      lengths[d] += 1
    }
  }
  try require(lengths.allSatisfy { $0 <= 32 }, "an optimum table with codes above 32 bits")
  var n = Array(repeating: 0, count: 33)
  for length in lengths where length > 0 { n[length] += 1 }
  for l in (17...32).reversed() {
    while n[l] > 0 {
      guard n[l] > 1, let j = (1...l - 2).last(where: { n[$0] > 0 }) else {
        throw Refusal(reason: "an optimum table cannot be shortened")
      }
      n[l] -= 2
      n[l - 1] += 1
      n[j + 1] += 2
      n[j] -= 1
    }
  }
  guard let longest = (1...16).last(where: { n[$0] > 0 }) else {
    throw Refusal(reason: "an optimum table without codes")
  }
  n[longest] -= 1
  let symbols = (1...32).flatMap { length in
    (0..<256).filter { lengths[$0] == length }.map { UInt8($0) }
  }
  let counts = Array(n[1...16])
  try require(counts.reduce(0, +) == symbols.count, "an optimum table does not add up")
  return JPEGTable(counts: counts, symbols: symbols)
}
