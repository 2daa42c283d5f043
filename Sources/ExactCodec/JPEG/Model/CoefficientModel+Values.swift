import Entropy

extension CoefficientModel {
  /// Codes how many coefficients are not 0, six bits from the highest.
  mutating func codeCount(
    _ wanted: Int, _ kind: Int, _ around: CountsAround, by coder: inout some BitCoder
  ) -> Int {
    let lines = CounterLines.Count(colour: min(kind, 1))
    var node = 1
    for bit in (0..<6).reversed() {
      // Eight nodes are the places of a line.
      let part = node >> 3
      self.lines[0] = lines.mean(around.mean, part)
      self.lines[1] = lines.pair(
        magnitudeClass(around.left, atMost: 15), magnitudeClass(around.above, atMost: 15), part)
      self.lines[2] = lines.wide(around.wide, part)
      self.lines[3] = lines.other(around.other, part)
      self.lines[4] = lines.both(around.third / 4, around.other / 4, part)
      let isSet = mixer.code(
        wanted >> bit & 1 == 1, self.lines, count: 5, place: node & 7,
        (WeightSets.First.count + kind * 6 + bit, WeightSets.Second.count + bit), by: &coder)
      node = node << 1 | (isSet ? 1 : 0)
    }
    return node - 64
  }

  /// Codes a coefficient other than the first.
  ///
  /// - Parameter order: its place in zigzag order
  mutating func codeInner(
    _ k: Int, _ order: Int, _ state: BlockState, _ block: inout BlockExpectation,
    by coder: inout some BitCoder
  ) -> Int {
    let (colour, mean, magnitude) = (state.colour, block.mean, block.magnitudeClass)
    let sum = colour * 15 + k & 7 + k >> 3
    let left = magnitudeClass(state.left, atMost: 19)
    let soFar = coarseClass(quotient(state.magnitudes &* 64, (64 - order) &* block.step(k)))
    let (luma, last) = (block.neighbour(.first, k), block.neighbour(.last, k))
    let pair =
      colour == 0
      ? state.around.leftClass * 8 + state.around.aboveClass
      : coarseClass(16 * abs(luma)) >> 1 * 8
        + (state.kind == 1 ? state.around.leftClass : coarseClass(16 * abs(last)) >> 1)
    let (right, below) = block.neighboursWithin(k)
    lines[0] = CounterLines.expected(sum, magnitude, left)
    lines[1] = CounterLines.mean(sum, magnitude / 3, magnitudeClass(abs(mean), atMost: 39))
    lines[2] = CounterLines.pair(sum, pair, magnitude / 6)
    lines[3] = CounterLines.soFar(sum, soFar, left)
    lines[4] = CounterLines.left(colour * 64 + k, state.left)
    lines[5] = CounterLines.within(sum, min(right, 15), min(below, 15))
    let (beside, above) = (block.neighbour(.left, k), block.neighbour(.above, k))
    if size == .large {
      let (across, down) = block.edgeClasses
      lines[6] = CounterLines.exactMean(colour * 64 + k, min(max(mean, -126), 126) >> 1 + 63)
      lines[7] = CounterLines.edges(sum, across, down)
      lines[8] = CounterLines.between(sum, min(abs(beside), 15), min(abs(above), 15))
    }
    block.fit()
    let colours = colour == 0 ? 0 : luma.signum() + 3 * last.signum()
    let signs = SignContext(neighbours: beside.signum() + 3 * above.signum(), colours: colours)
    return codeValue(
      block.value(k), k, mean, magnitude / 3, state.kind, contexts: size == .large ? 9 : 6, signs,
      block, by: &coder)
  }

  /// Codes the first coefficient, eight times the mean of the samples, as the difference from what
  /// is expected.
  mutating func codeFirst(
    _ state: BlockState, _ block: inout BlockExpectation, by coder: inout some BitCoder
  ) -> Int {
    let rounded = (block.mean + 8) >> 4
    let sum = coarseClass(quotient(state.magnitudes &* 4, block.step(0)))
    let (beside, above) = (block.neighbour(.left, 0), block.neighbour(.above, 0))
    let difference = block.edgeDifferenceClass
    let (right, below) = block.neighboursWithin(0)
    let luma = abs(block.neighbour(.first, 1)) + abs(block.neighbour(.first, 8))
    let first = CounterLines.First(colour: state.colour)
    lines[0] = first.magnitudes(sum)
    lines[1] = first.count(state.count)
    lines[2] = first.apart(difference, coarseClass(8 * abs(beside - above)))
    lines[3] = first.edges(difference, sum)
    lines[4] = first.near(
      coarseClass(16 * (right + below)),
      state.colour == 0 ? state.count / 4 : coarseClass(16 * luma))
    block.fit()
    let last = block.neighbour(.last, 0)
    let colours =
      state.colour == 0 ? 0 : block.neighbour(.first, 0).signum() + 3 * last.signum()
    let signs = SignContext(neighbours: beside.signum() + 3 * above.signum(), colours: colours)
    let value = codeValue(
      block.value(0) - rounded, 0, block.mean - 16 * rounded, sum, state.kind, contexts: 5, signs,
      block, by: &coder)
    return min(max(value + rounded, -32768), 32767)
  }

  /// The signs of the same coefficient in blocks beside and above, and in other components; each
  /// −4…4.
  struct SignContext {
    let neighbours: Int
    let colours: Int
  }

  /// Codes a value that is expected to be about `mean`, in 1/16, by its length in bits, its sign,
  /// and the bits below the leading one.
  ///
  /// - Parameters:
  ///   - scaleClass: by which the mean error is kept, below 16
  ///   - contexts: the lines that are set for the length
  private mutating func codeValue(
    _ wanted: Int, _ k: Int, _ mean: Int, _ scaleClass: Int, _ kind: Int, contexts: Int,
    _ signs: SignContext, _ block: borrowing BlockExpectation, by coder: inout some BitCoder
  ) -> Int {
    let at = kind * 64 + k
    let wantedLength = bitLength(abs(wanted))
    var length = 0
    while length < Self.longest {
      let step = min(length, 11)
      let isLonger = mixer.code(
        wantedLength > length, lines, count: contexts, place: min(length, 7),
        (at * 12 + step, (scaleClass * 12 + step) * 3 + kind), by: &coder)
      if !isLonger { break }
      length += 1
    }
    let error = at * 16 + scaleClass
    let scale = Int(errors[error] >> 12) + 1
    var value = 0
    if length > 0 {
      let isPositive = codeSign(
        wanted > 0, k, kind, length, mean, scale, signs, block.edgeSigns, by: &coder)
      let magnitude = codeLowBits(
        abs(wanted), length, kind, scaleClass, isPositive ? mean : -mean, scale, by: &coder)
      value = isPositive ? magnitude : -magnitude
    }
    let miss = min(abs(16 * value - mean), 32767)
    errors[error] += Int32(((miss << 12 - Int(errors[error])) * 5) >> 8)
    // The first coefficient is cut once it is no difference any more.
    return k == 0 ? value : min(max(value, -32768), 32767)
  }

  /// Bits of a magnitude, at most.
  static var longest: Int { 17 }

  private mutating func codeSign(
    _ wanted: Bool, _ k: Int, _ kind: Int, _ length: Int, _ mean: Int, _ scale: Int,
    _ signs: SignContext, _ edges: Int, by coder: inout some BitCoder
  ) -> Bool {
    // Of a Laplace distribution, the logit of the sign of a magnitude is twice the smaller one of
    // the magnitude and the mean, by the scale.
    let distance = min(abs(mean), 16 << length - 8)
    let logit = min(quotient(512 * distance, scale), 2047)
    let ratio = min(quotient(4 * abs(mean), scale + 2), 12)
    // The coefficients of a row share lines.
    let row = kind * 8 + k >> 3
    lines[0] = CounterLines.Sign.mean(row, min(length, 4) - 1, (mean < 0 ? -ratio : ratio) + 12)
    lines[1] = CounterLines.Sign.edges(row, edges, signs.neighbours + 4)
    lines[2] = CounterLines.Sign.colours(row, signs.colours + 4, signs.neighbours + 4)
    return mixer.code(
      wanted, lines, count: 3, place: k & 7, expert: Int32(mean < 0 ? -logit : logit),
      (WeightSets.First.sign + kind * 64 + k, WeightSets.Second.sign + kind), by: &coder)
  }

  /// Codes the bits of a magnitude below the leading one.
  ///
  /// - Parameter mean: what is expected, negative if the sign is another
  private mutating func codeLowBits(
    _ wanted: Int, _ length: Int, _ kind: Int, _ scaleClass: Int, _ mean: Int, _ scale: Int,
    by coder: inout some BitCoder
  ) -> Int {
    var prefix = 1
    for bit in (0..<length - 1).reversed() {
      // How far the expected value is above the middle of those that are left; beyond their ends
      // the distribution falls alike.
      let offset = mean - (16 * ((2 * prefix + 1) << bit) - 8)
      let distance = min(quotient(256 * min(abs(offset), 16 << bit), scale), 2047)
      let depth = length - 2 - bit
      let node = depth == 0 ? 0 : depth == 1 ? 1 + prefix & 1 : 3
      lines[0] = CounterLines.low(min(kind, 1), length, node, scaleClass >> 3)
      let isSet = mixer.code(
        wanted >> bit & 1 == 1, lines, count: 1, place: scaleClass & 7,
        expert: Int32(offset < 0 ? -distance : distance),
        (
          WeightSets.First.low(kind, length, bit), WeightSets.Second.low(length, bit)
        ), by: &coder)
      prefix = prefix << 1 | (isSet ? 1 : 0)
    }
    return prefix
  }
}
