import Entropy

/// The decisions of a record: how each is predicted, whichever way it is coded.
struct DeflateDecisions: ~Copyable {
  /// What is decided.
  enum Kind: UInt32 {
    case isStored, sameCount, storedCount, hasPadding, padding, extent, count, isFinal, forgets
    case allPredicted, isPredicted, isLiteral, sameLength, length, sameDistance, rank, distance
    case isFixed, construction, codeCount, sameCodeLength, codeLength, sameRuns, sameRun, run
    case runCount, sameRunLengths, runLength
  }

  private var mixer: DecisionMixer

  static let contextLimit = 8

  init() {
    mixer = DecisionMixer(
      DecisionMixer.Shape(counterBits: 17, selectors: (first: 128, second: 32, refined: 32)))
  }

  /// Codes a decision in up to eight contexts.
  ///
  /// - Parameter selector: below 4; chooses among sets of weights
  mutating func decide<let count: Int>(
    _ bit: Bool, _ kind: Kind, _ contexts: InlineArray<count, UInt32>, node: UInt32 = 0,
    selector: Int = 0, by coder: inout some BitCoder
  ) -> Bool {
    var slots = InlineArray<count, UInt32>(repeating: 0)
    for index in 0..<count {
      let place = kind.rawValue << 3 | UInt32(index)
      slots[index] = DecisionMixer.slot(contexts[index], place, node)
    }
    let selectors = DecisionMixer.Selectors(
      first: Int(kind.rawValue) << 2 | selector, second: Int(kind.rawValue),
      refined: Int(kind.rawValue))
    return mixer.code(bit, slots.span, selectors, by: &coder)
  }

  /// Codes the low `count` bits of a number, the highest first.
  mutating func bits<let contexts: Int>(
    _ value: Int, count: Int, _ kind: Kind, _ context: InlineArray<contexts, UInt32>,
    by coder: inout some BitCoder
  ) -> Int {
    var node = 1
    for index in (0..<count).reversed() {
      let bit = decide(
        value >> index & 1 == 1, kind, context, node: UInt32(node), by: &coder)
      node = node << 1 | (bit ? 1 : 0)
    }
    return node - 1 << count
  }

  /// Codes a number of 0…2²⁴ − 2: the length of its successor in unary, then the bits below the
  /// leading one.
  mutating func number<let contexts: Int>(
    _ value: Int, _ kind: Kind, _ context: InlineArray<contexts, UInt32>,
    by coder: inout some BitCoder
  ) -> Int {
    let successor = value + 1
    let wanted = Int.bitWidth - 1 - successor.leadingZeroBitCount
    var length = 0
    while length < 23,
      decide(wanted > length, kind, context, node: UInt32(length), by: &coder)
    { length += 1 }
    var result = 1
    for index in (0..<length).reversed() {
      // The three highest bits have contexts of their own, the others only their index.
      let isHigh = length - index <= 3
      let node = UInt32(isHigh ? 32 + 16 * length + result : 1024 + 32 * length + index)
      let bit = decide(successor >> index & 1 == 1, kind, context, node: node, by: &coder)
      result = result << 1 | (bit ? 1 : 0)
    }
    return result - 1
  }
}
