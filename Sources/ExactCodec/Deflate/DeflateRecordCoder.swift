import Entropy

/// Codes the blocks of a stream as what differs from their prediction, in either direction.
///
/// An encoder gives each block; a decoder gives none and gets it.
struct DeflateRecordCoder<Coder: BitCoder>: ~Copyable {
  var coder: Coder
  var decisions = DeflateDecisions()
  var predictor: TokenPredictor
  let parameters: DeflateParameters
  let raw: [UInt8]
  /// Which of the last tokens were predicted, the last one lowest; ones were not.
  var misses: UInt32 = 0
  /// The last token.
  var last = DeflateToken.literal
  /// The number of bytes of the last stored block.
  private var storedCount = 0
  private var wasStored = false
  private var lastExtent = 0
  /// Those of the last block, if tokens are coded after codes.
  private var frequencies: SymbolFrequencies?

  init(raw: [UInt8], parameters: DeflateParameters, coder: Coder) {
    self.raw = raw
    self.parameters = parameters
    self.coder = coder
    predictor = TokenPredictor(raw: raw, parameters: parameters)
  }

  /// The most bytes of a block whose tokens are planned; a plan takes some fifty times as many.
  private static var plannedBytes: Int { 1 << 24 }

  /// How the end of a block's tokens is stated.
  private enum Extent: Int {
    /// The block has the usual number of tokens.
    case full
    /// It goes on to the last byte.
    case rest
    /// Its tokens are counted.
    case tokens
    /// Its bytes are counted; no token looks beyond them.
    case bytes
  }

  /// Codes the next block.
  mutating func block(_ block: DeflateBlock?) throws(DeflateRecordError) -> DeflateBlock {
    var result = DeflateBlock(kind: .stored)
    predictor.blocks += 1
    guard predictor.steps <= predictor.stepLimit else { throw .tooSlow }
    let wasStored = UInt32(wasStored ? 1 : 0)
    let isStored = decisions.decide(
      block?.kind == .stored, .isStored, [wasStored], by: &coder)
    if isStored {
      try stored(block, &result)
    } else if parameters.search == .optimal {
      let (count, end) = try extent(block)
      try codes(block, &result, expectedFrequencies(end: end))
      predictor.plan(result, end: end)
      try tokens(block, &result, count: count, end: end)
      frequencies = SymbolFrequencies(result.tokens, of: raw, endingAt: predictor.position)
    } else {
      let (count, end) = try extent(block)
      try tokens(block, &result, count: count, end: end)
      let frequencies = SymbolFrequencies(
        result.tokens, of: raw, endingAt: predictor.position)
      try codes(block, &result, frequencies)
    }
    self.wasStored = isStored
    let isAtEnd = UInt32(predictor.position == raw.count ? 1 : 0)
    result.isFinal = decisions.decide(
      block?.isFinal ?? false, .isFinal, [isAtEnd, isAtEnd << 1 | (isStored ? 1 : 0)], by: &coder)
    if isStored, result.byteCount == 0, !result.isFinal {
      result.forgets = decisions.decide(block?.forgets ?? false, .forgets, [0], by: &coder)
      if result.forgets { predictor.forget() }
    }
    return result
  }

  private mutating func stored(
    _ block: DeflateBlock?, _ result: inout DeflateBlock
  ) throws(DeflateRecordError) {
    let left = raw.count - predictor.position
    let expected = min(storedCount, left)
    let wasStored = UInt32(wasStored ? 1 : 0)
    let isSame = decisions.decide(
      block?.byteCount == expected, .sameCount, [wasStored], by: &coder)
    result.byteCount = expected
    if !isSame {
      result.byteCount = decisions.bits(
        block?.byteCount ?? 0, count: 16, .storedCount, [0], by: &coder)
      storedCount = result.byteCount
    }
    guard result.byteCount <= left else { throw .malformed(part: "stored block") }
    let hasPadding = decisions.decide((block?.padding ?? 0) > 0, .hasPadding, [0], by: &coder)
    if hasPadding {
      result.padding = decisions.bits(block?.padding ?? 0, count: 7, .padding, [0], by: &coder)
    }
    predictor.skip(result.byteCount)
  }

  /// Codes where the tokens of a block end: their number, which is `Int.max` if it is not known,
  /// and the byte that none goes beyond.
  private mutating func extent(
    _ block: DeflateBlock?
  ) throws(DeflateRecordError) -> (count: Int, end: Int) {
    let start = predictor.position
    let wanted = block.map { wantedExtent($0) } ?? .full
    let (number, context) = (wanted.rawValue, UInt32(lastExtent))
    let coded = decisions.bits(number, count: 2, .extent, [context], by: &coder)
    lastExtent = coded
    var (count, end) = (Int.max, raw.count)
    switch Extent(rawValue: coded) ?? .full {
    case .full: count = parameters.blockTokens
    case .rest: break
    case .tokens:
      count = decisions.number(block?.tokens.count ?? 0, .count, [0], by: &coder)
    case .bytes:
      end = start + decisions.number(block?.byteCount ?? 0, .count, [1], by: &coder)
      guard end <= raw.count else { throw .malformed(part: "block of \(end - start) bytes") }
    }
    let isWhole = count <= end - start || count == .max
    let isPlannable = count == .max && end - start <= Self.plannedBytes
    guard isWhole, isPlannable || parameters.search != .optimal else {
      throw .malformed(part: "block of \(count) tokens")
    }
    return (count, end)
  }

  private mutating func tokens(
    _ block: DeflateBlock?, _ result: inout DeflateBlock, count: Int, end: Int
  ) throws(DeflateRecordError) {
    let start = predictor.position
    let tokens = block?.tokens
    let after = tokens.flatMap { afterPredicted($0, end: end) }
    let allPredicted = decisions.decide(after != nil, .allPredicted, [misses & 1], by: &coder)
    if !allPredicted { misses |= 1 }
    if let tokens, let after {
      (result.tokens, predictor) = (tokens, after)
      last = tokens.last ?? last
    }
    while result.tokens.count < count, predictor.position < end {
      let prediction = predictor.predict(end: end)
      var token = prediction.token
      if !allPredicted {
        token = try self.token(tokens?[result.tokens.count], prediction, end: end)
      }
      predictor.advance(token)
      result.tokens.append(token)
      last = token
      guard predictor.steps <= predictor.stepLimit else { throw .tooSlow }
    }
    guard count == .max || result.tokens.count == count else {
      throw .malformed(part: "block of \(count) tokens")
    }
    result.byteCount = predictor.position - start
  }

  /// What an encoder is likely to know about the symbols of a block before its tokens.
  private func expectedFrequencies(end: Int) -> SymbolFrequencies {
    frequencies
      ?? SymbolFrequencies(
        Array(repeating: .literal, count: end - predictor.position), of: raw, endingAt: end)
  }

  private func wantedExtent(_ block: DeflateBlock) -> Extent {
    if parameters.search == .optimal {
      return predictor.position + block.byteCount == raw.count ? .rest : .bytes
    }
    if block.tokens.count == parameters.blockTokens { return .full }
    if predictor.position + block.byteCount == raw.count { return .rest }
    return block.isFlushed ? .bytes : .tokens
  }

  /// The state behind a block's tokens; nil if any of them is not predicted.
  private func afterPredicted(_ tokens: [DeflateToken], end: Int) -> TokenPredictor? {
    var predictor = predictor
    for token in tokens {
      guard predictor.predict(end: end).token == token else { return nil }
      predictor.advance(token)
    }
    return predictor
  }
}
