import Entropy

/// The binarisation of quantised coefficients (zero flag, sign, magnitude) and the probability of
/// each bit, from the component's spread and from coefficients coded before.
struct CoefficientModel {
  private let components: Int
  private let spreads: [Int]
  private var zero: BitMixer<5>
  private var sign: BitMixer<2>
  private var magnitude: BitMixer<4>
  private var rests: AdaptiveInteger
  private var neighbours: CoefficientNeighbours
  /// Running averages of the magnitudes in this block, over a short and a long window.
  private var short = 0
  private var long = 0

  /// - Parameters:
  ///   - spreads: each component's standard deviation over the step, 0 ..< 24, in half octaves
  ///   - columns: blocks in a row
  init(spreads: [Int], columns: Int) {
    self.spreads = spreads
    components = spreads.count
    let buckets = Magnitudes.buckets
    zero = BitMixer(
      contexts: [
        4 * components, 24 * buckets * buckets, 12 * buckets * buckets, 8 * buckets * buckets,
        24 * buckets,
      ], selectors: 24)
    sign = BitMixer(contexts: [9 * components, 9 * 24], selectors: 1)
    magnitude = BitMixer(
      contexts: [
        Self.unary * components, Self.unary * buckets * buckets, Self.unary * buckets * 24,
        Self.unary * buckets * buckets,
      ], selectors: Self.unary)
    rests = AdaptiveInteger(contexts: 24)
    neighbours = CoefficientNeighbours(components: components, columns: columns)
  }

  /// Magnitudes up to this are coded in unary.
  private static let unary = 12

  mutating func startBlock(row: Int, column: Int) {
    neighbours.startBlock(row: row, column: column)
    (short, long) = (0, 0)
  }

  // MARK: Contexts

  private func zeroContexts(_ component: Int) -> InlineArray<5, Int> {
    let buckets = Magnitudes.buckets
    let near = neighbours.near(component)
    let zone = neighbours.zone(component, reach: 3)
    let wide = neighbours.zone(component, reach: 12)
    let spread = spreads[component]
    let shorts = Magnitudes.bucket(short >> 2)
    let longs = Magnitudes.bucket(long >> 3)
    let nears = Magnitudes.bucket(near)
    let zones = Magnitudes.bucket(zone)
    let wides = Magnitudes.bucket(wide / 2)
    return [
      4 * component + min(near, 3),
      (spread * buckets + nears) * buckets + shorts,
      (spread / 2 * buckets + zones) * buckets + longs,
      (spread / 3 * buckets + wides) * buckets + shorts,
      spread * buckets + Magnitudes.bucket((long >> 3) + zone),
    ]
  }

  private func magnitudeContexts(_ component: Int, bin: Int) -> InlineArray<4, Int> {
    let buckets = Magnitudes.buckets
    let nears = Magnitudes.bucket(neighbours.near(component))
    let zones = Magnitudes.bucket(neighbours.zone(component, reach: 3))
    let shorts = Magnitudes.bucket(short >> 2)
    let longs = Magnitudes.bucket(long >> 3)
    return [
      Self.unary * component + bin,
      (bin * buckets + nears) * buckets + shorts,
      (bin * buckets + zones) * 24 + spreads[component],
      (bin * buckets + zones) * buckets + longs,
    ]
  }

  // MARK: Coding

  /// Codes the next coefficient of the block.
  ///
  /// - Returns: `value`, or the decoded coefficient
  mutating func code(_ value: Int, component: Int, by coder: inout some BitCoder) -> Int {
    let chance = zero.predict(zeroContexts(component), selector: spreads[component])
    let isCoded = coder.code(value != 0, probability: chance)
    zero.update(isCoded)
    var coded = 0
    if isCoded {
      let signs = neighbours.signs(component)
      let odds = sign.predict(
        [9 * component + signs, 9 * spreads[component] + signs], selector: 0)
      let isNegative = coder.code(value < 0, probability: odds)
      sign.update(isNegative)
      let size = codeMagnitude(abs(value), component: component, by: &coder)
      coded = isNegative ? -size : size
    }
    neighbours.note(coded, component: component)
    short += Magnitudes.capped(coded) * 8 - short / 2
    long += Magnitudes.capped(coded) * 8 - long / 8
    return coded
  }

  /// Codes a magnitude of at least 1.
  private mutating func codeMagnitude(
    _ value: Int, component: Int, by coder: inout some BitCoder
  ) -> Int {
    for bin in 0..<Self.unary {
      let chance = magnitude.predict(
        magnitudeContexts(component, bin: bin), selector: bin)
      let isMore = coder.code(value > bin + 1, probability: chance)
      magnitude.update(isMore)
      if !isMore { return bin + 1 }
    }
    let rest = rests.code(
      magnitude: value - Self.unary - 1, context: spreads[component], by: &coder)
    return Self.unary + 1 + rest
  }

  // MARK: Costs

  /// Estimates the bits that 0 and magnitudes up to `limit` would cost now.
  mutating func costs(upTo limit: Int, component: Int, into costs: inout [Float]) {
    let chance = Int(zero.predict(zeroContexts(component), selector: spreads[component]))
    costs.removeAll(keepingCapacity: true)
    costs.append(Logistic.cost[(65536 - chance) >> 4])
    // The sign costs nearly one bit.
    var sum = Logistic.cost[chance >> 4] + 1
    for bin in 0..<limit {
      guard bin < Self.unary else {
        costs.append(sum)
        continue
      }
      let more = Int(
        magnitude.predict(magnitudeContexts(component, bin: bin), selector: bin))
      costs.append(sum + Logistic.cost[(65536 - more) >> 4])
      sum += Logistic.cost[more >> 4]
    }
  }
}
