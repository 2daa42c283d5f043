import Entropy

/// Codes blocks as mixed binary decisions; the same description serves both directions.
struct BlockModel: ~Copyable {
  private var mixer: DecisionMixer
  private let planes: Int
  private let hasBase: Bool
  /// The vector that was coded last.
  private var vector = CodedBlock.Vector(dx: 0, dy: -8)
  private var contexts = InlineArray<12, UInt32>(repeating: 0)

  /// - Parameters:
  ///   - planes: 1 or 3
  ///   - hasBase: whether blocks may be predicted from a base
  init(planes: Int, hasBase: Bool) {
    (self.planes, self.hasBase) = (planes, hasBase)
    mixer = DecisionMixer(
      DecisionMixer.Shape(
        counterBits: 18,
        selectors: (FirstSelector.total, SecondSelector.total, Refinement.total)))
  }

  /// Encodes a block, or ignores it and decodes one.
  ///
  /// - Parameter around: the blocks that are coded already
  mutating func code(
    _ block: CodedBlock, _ around: CodedBlocks.Surroundings, by coder: inout some BitCoder
  ) -> CodedBlock {
    var coded = CodedBlock()
    coded.mode = codeMode(block.mode, around, by: &coder)
    if coded.mode == .copy {
      coded.vector = codeVector(block.vector, around, by: &coder)
      vector = coded.vector
    }
    guard coded.mode != .base else { return coded }
    for plane in 0..<planes {
      coded.counts[plane] = codeCount(block, of: plane, &coded, around, by: &coder)
      codeSymbols(block, of: plane, &coded, around, by: &coder)
    }
    return coded
  }

  // MARK: Modes and vectors

  private mutating func codeMode(
    _ mode: CodedBlock.Mode, _ around: CodedBlocks.Surroundings, by coder: inout some BitCoder
  ) -> CodedBlock.Mode {
    let (left, above) = (around.left.mode.rawValue, around.above.mode.rawValue)
    let corners = around.aboveLeft.mode.rawValue * 4 + around.aboveRight.mode.rawValue
    let counts = Magnitude.level(of: around.left.counts[0] + around.above.counts[0])
    func isOne(_ bit: Bool, _ decision: Int, _ coder: inout some BitCoder) -> Bool {
      let salt = Salt.mode + UInt32(decision)
      contexts[0] = slot(left * 4 + above, 1, salt)
      contexts[1] = slot((left * 4 + above) * 16 + corners, 2, salt)
      contexts[2] = slot(counts * 4 + left, 3, salt)
      contexts[3] = slot((around.secondLeft.mode.rawValue * 4 + left) * 4 + above, 4, salt)
      let first = decision < 2 ? FirstSelector.mode + decision * 16 : FirstSelector.plain
      return decide(
        bit, contexts: 4, first + left * 4 + above,
        decision < 2 ? SecondSelector.mode + decision : SecondSelector.plain,
        decision < 2 ? Refinement.mode + decision : Refinement.plain, by: &coder)
    }
    guard isOne(mode != .base, 0, &coder) else { return .base }
    if isOne(mode == .copy, 1, &coder) { return .copy }
    return hasBase && isOne(mode == .plain, 2, &coder) ? .plain : .corrected
  }

  private mutating func codeVector(
    _ wanted: CodedBlock.Vector, _ around: CodedBlocks.Surroundings,
    by coder: inout some BitCoder
  ) -> CodedBlock.Vector {
    let modes = around.left.mode.rawValue * 4 + around.above.mode.rawValue
    func isSame(_ known: CodedBlock.Vector, _ decision: Int, _ coder: inout some BitCoder) -> Bool {
      contexts[0] = slot(modes, decision, Salt.vector)
      contexts[1] = slot(known == around.above.vector ? 1 : 0, decision, Salt.vector + 1)
      return decide(
        wanted == known, contexts: 2, FirstSelector.vector + decision, SecondSelector.vector,
        Refinement.vector, by: &coder)
    }
    if isSame(vector, 0, &coder) { return vector }
    if around.above.mode == .copy, isSame(around.above.vector, 1, &coder) {
      return around.above.vector
    }
    let dx = codeNumber(wanted.dx + 128, bits: 8, Salt.vector + 2, by: &coder) - 128
    let dy = -codeNumber(-wanted.dy, bits: 6, Salt.vector + 3, by: &coder)
    return CodedBlock.Vector(dx: dx, dy: dy)
  }

  /// Codes a number bit by bit from the highest, each by the bits above it.
  private mutating func codeNumber(
    _ value: Int, bits: Int, _ salt: UInt32, by coder: inout some BitCoder
  ) -> Int {
    var prefix = 1
    for bit in (0..<bits).reversed() {
      contexts[0] = slot(prefix, bit, salt)
      contexts[1] = slot(0, bit, salt + 8)
      let isSet = decide(
        value >> bit & 1 == 1, contexts: 2, FirstSelector.vector + 2, SecondSelector.vector,
        Refinement.vector, by: &coder)
      prefix = prefix << 1 | (isSet ? 1 : 0)
    }
    return prefix - 1 << bits
  }

  // MARK: Coefficients

  /// Codes how many symbols of a plane are not zero, 0…64.
  private mutating func codeCount(
    _ block: CodedBlock, of plane: Int, _ coded: inout CodedBlock,
    _ around: CodedBlocks.Surroundings, by coder: inout some BitCoder
  ) -> Int {
    let (left, above) = (around.left.counts[plane], around.above.counts[plane])
    let corners = around.aboveLeft.counts[plane] * 65 + around.aboveRight.counts[plane]
    let (before, first) = (plane > 0 ? coded.counts[plane - 1] : 0, plane > 1 ? coded.counts[0] : 0)
    let (mean, mode) = ((left + above + 1) / 2, UInt32(coded.mode.ofSymbols))
    var prefix = 1
    for bit in (0..<7).reversed() {
      let node = plane * 128 + prefix
      contexts[0] = slot(node, mean, Salt.count + mode)
      contexts[1] = slot(node, left * 65 + above, Salt.count + 4 + mode)
      contexts[2] = slot(node, before * 65 + first, Salt.count + 8 + mode)
      contexts[3] = slot(node, corners, Salt.count + 12)
      contexts[4] = slot(node, 0, Salt.count + 16 + mode)
      contexts[5] = slot(node, mean / 2 * 65 + before, Salt.count + 20 + mode)
      let isSet = decide(
        block.counts[plane] >> bit & 1 == 1, contexts: 6, FirstSelector.count + node,
        SecondSelector.count + plane * 8 + bit, Refinement.count + node, by: &coder)
      prefix = prefix << 1 | (isSet ? 1 : 0)
      // No count is above 64.
      if bit == 6, isSet { return 64 }
    }
    return prefix - 128
  }

  private mutating func codeSymbols(
    _ block: CodedBlock, of plane: Int, _ coded: inout CodedBlock,
    _ around: CodedBlocks.Surroundings, by coder: inout some BitCoder
  ) {
    var missing = coded.counts[plane]
    for index in 0..<64 where missing > 0 {
      let place = Zigzag.places[index]
      let near = NearSymbols(around, coded, plane, place)
      let length = codeLength(
        of: block[plane, place], near, mode: coded.mode.ofSymbols, missing: missing,
        isCertain: missing == 64 - index, by: &coder)
      guard length > 0 else { continue }
      let isPositive = codeSign(block[plane, place] > 0, near, by: &coder)
      let magnitude = codeMagnitude(abs(block[plane, place]), length, near, by: &coder)
      coded[plane, place] = isPositive ? magnitude : -magnitude
      missing -= 1
    }
  }

  /// Codes the number of bits of a symbol's magnitude, 0…12, in unary.
  private mutating func codeLength(
    of symbol: Int, _ near: NearSymbols, mode: Int, missing: Int, isCertain: Bool,
    by coder: inout some BitCoder
  ) -> Int {
    let wanted = Int.bitWidth - abs(symbol).leadingZeroBitCount
    let (missing, place) = (min(missing, 20), near.place)
    let (left, above) = (Magnitude.level(of: near.left), Magnitude.level(of: near.above))
    let (around, inside) = (Magnitude.level(of: near.around), Magnitude.level(of: near.inside))
    let before = Magnitude.level(of: near.before) * 64 + Magnitude.level(of: near.first) * 8
    let corners = Magnitude.level(of: near.aboveLeft) * 8 + Magnitude.level(of: near.secondLeft)
    var length = isCertain ? 1 : 0
    while length < 12 {
      let node = place * 16 + length
      contexts[0] = slot(node, missing, Salt.length)
      contexts[1] = slot(node, left * 8 + above, Salt.length + 1)
      contexts[2] = slot(node, min(near.around, 30), Salt.length + 2)
      contexts[3] = slot(node, inside * 8 + around, Salt.length + 3)
      contexts[4] = slot(node, before + Magnitude.level(of: near.beside), Salt.length + 4)
      contexts[5] = slot(node, (left * 8 + above) * 64 + corners, Salt.length + 5)
      contexts[6] = slot(node, near.exact, Salt.length + 6)
      contexts[7] = slot(
        length * 4 + place / 64, (Magnitude.level(of: missing) * 8 + inside) * 8 + around,
        Salt.length + 7)
      contexts[8] = slot(node, mode * 4 + min(missing, 3), Salt.length + 8)
      let isLonger = decide(
        wanted > length, contexts: 9, FirstSelector.length + place * 8 + min(length, 7),
        SecondSelector.length + (mode * 8 + around) * 12 + length,
        Refinement.length + min(length, 3) * 192 + place, by: &coder)
      guard isLonger else { break }
      length += 1
    }
    return length
  }

  private mutating func codeSign(
    _ isPositive: Bool, _ near: NearSymbols, by coder: inout some BitCoder
  ) -> Bool {
    let (left, above) = (near.left.signum() + 1, near.above.signum() + 1)
    let (before, first) = (near.before.signum() + 1, near.first.signum() + 1)
    let place = near.place
    contexts[0] = slot(place, left * 3 + above, Salt.sign)
    contexts[1] = slot(place, before * 3 + first, Salt.sign + 1)
    contexts[2] = slot(place, (left * 3 + above) * 3 + before, Salt.sign + 2)
    contexts[3] = slot(place, near.exact, Salt.sign + 3)
    contexts[4] = slot(
      place, (left * 3 + above) * 3 + near.aboveLeft.signum() + 1, Salt.sign + 4)
    return decide(
      isPositive, contexts: 5, FirstSelector.sign + place, SecondSelector.sign + place / 64,
      Refinement.sign + place / 64 * 27 + (left * 3 + above) * 3 + before, by: &coder)
  }

  /// Codes the bits of a magnitude below its leading one.
  private mutating func codeMagnitude(
    _ magnitude: Int, _ length: Int, _ near: NearSymbols, by coder: inout some BitCoder
  ) -> Int {
    var prefix = 1
    for bit in (0..<length - 1).reversed() {
      let node = length * 4096 + prefix
      contexts[0] = slot(near.place, node, Salt.magnitude)
      contexts[1] = slot(
        near.place / 64 * 8 + Magnitude.level(of: near.around), node, Salt.magnitude + 1)
      contexts[2] = slot(near.exact << 8 | near.place, node, Salt.magnitude + 2)
      let isSet = decide(
        magnitude >> bit & 1 == 1, contexts: 3, FirstSelector.magnitude + length * 12 + bit,
        SecondSelector.magnitude, Refinement.magnitude + bit, by: &coder)
      prefix = prefix << 1 | (isSet ? 1 : 0)
    }
    return prefix
  }

  // MARK: Decisions

  private func slot(_ a: Int, _ b: Int, _ salt: UInt32) -> UInt32 {
    DecisionMixer.slot(UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b), salt)
  }

  private mutating func decide(
    _ bit: Bool, contexts count: Int, _ first: Int, _ second: Int, _ refined: Int,
    by coder: inout some BitCoder
  ) -> Bool {
    mixer.code(
      bit, contexts.span.extracting(first: count),
      DecisionMixer.Selectors(first: first, second: second, refined: refined), by: &coder)
  }
}

/// The symbols around one that is coded, as far as they are known.
private struct NearSymbols {
  /// [plane][v][u] of the symbol.
  let place: Int
  /// The symbols of the same place in the blocks around, and in the planes before.
  let left, above, aboveLeft, secondLeft, before, first: Int
  /// Sums of magnitudes: around the block; of lower frequencies in the block; of frequencies beside
  /// it in the plane before.
  let around, inside, beside: Int

  /// The low bytes of the symbols on the left and above.
  var exact: Int { (left & 255) << 8 | above & 255 }

  init(_ blocks: CodedBlocks.Surroundings, _ coded: CodedBlock, _ plane: Int, _ k: Int) {
    place = 64 * plane + k
    left = blocks.left[plane, k]
    above = blocks.above[plane, k]
    aboveLeft = blocks.aboveLeft[plane, k]
    secondLeft = blocks.secondLeft[plane, k]
    let aboveRight = blocks.aboveRight[plane, k]
    around = (13 * (abs(left) + abs(above)) + 3 * (abs(aboveLeft) + abs(aboveRight))) / 8
    before = plane > 0 ? coded[plane - 1, k] : 0
    first = plane > 1 ? coded[0, k] : 0
    let (u, v) = (k % 8, k / 8)
    func magnitude(_ plane: Int, _ du: Int, _ dv: Int) -> Int {
      let (u, v) = (u + du, v + dv)
      return 0..<8 ~= u && 0..<8 ~= v ? abs(coded[plane, 8 * v + u]) : 0
    }
    inside =
      2 * (magnitude(plane, -1, 0) + magnitude(plane, 0, -1)) + magnitude(plane, -1, -1)
      + magnitude(plane, -2, 0) + magnitude(plane, 0, -2)
    beside =
      plane == 0
      ? 0
      : magnitude(plane - 1, 1, 0) + magnitude(plane - 1, 0, 1) + magnitude(plane - 1, -1, 0)
        + magnitude(plane - 1, 0, -1)
  }
}

private enum Magnitude {
  /// Eight classes of magnitudes.
  static func level(of value: Int) -> Int {
    let value = abs(value)
    if value < 3 { return value }
    return value < 5 ? 3 : value < 9 ? 4 : value < 17 ? 5 : value < 40 ? 6 : 7
  }
}

/// What keeps contexts of different decisions apart.
private enum Salt {
  static let (mode, vector, count): (UInt32, UInt32, UInt32) = (0x100, 0x200, 0x300)
  static let (length, sign, magnitude): (UInt32, UInt32, UInt32) = (0x400, 0x500, 0x600)
}

/// Where the sets of weights of each kind of decision begin.
private enum FirstSelector {
  static let length = 0
  static let magnitude = length + 192 * 8
  static let sign = magnitude + 13 * 12
  static let count = sign + 192
  static let mode = count + 3 * 128
  static let vector = mode + 32
  static let plain = vector + 3
  static let total = plain + 16
}

extension CodedBlock.Mode {
  /// The mode in the contexts of symbols: those of plain blocks are like those of copies.
  fileprivate var ofSymbols: Int { min(rawValue, Self.copy.rawValue) }
}

private enum SecondSelector {
  static let length = 0
  static let sign = length + 3 * 8 * 12
  static let magnitude = sign + 3
  static let count = magnitude + 1
  static let mode = count + 3 * 8
  static let vector = mode + 2
  static let plain = vector + 1
  static let total = plain + 1
}

private enum Refinement {
  static let length = 0
  static let sign = length + 4 * 192
  static let magnitude = sign + 3 * 27
  static let count = magnitude + 12
  static let mode = count + 3 * 128
  static let vector = mode + 2
  static let plain = vector + 1
  static let total = plain + 1
}
