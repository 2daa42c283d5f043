import Entropy

extension DeflateRecordCoder {
  /// Codes a token given what is predicted.
  ///
  /// - Parameter end: what a token must not go beyond
  mutating func token(
    _ token: DeflateToken?, _ prediction: TokenPredictor.Prediction, end: Int
  ) throws(DeflateRecordError) -> DeflateToken {
    let context = TokenContext(
      prediction, misses: misses, last: last, byte: raw[predictor.position])
    let isPredicted = decisions.decide(
      token == prediction.token, .isPredicted, context.ofHit, selector: Int(context.kind),
      by: &coder)
    misses = misses << 1 | (isPredicted ? 0 : 1)
    if isPredicted { return prediction.token }
    if !prediction.token.isLiteral {
      let isLiteral = decisions.decide(
        token?.isLiteral ?? false, .isLiteral, context.ofMiss, by: &coder)
      if isLiteral { return .literal }
    }
    let length = self.length(token, prediction, context)
    guard length <= end - predictor.position else { throw .malformed(part: "length of a string") }
    let distance = try self.distance(token, prediction, context, length: length)
    return DeflateToken(length: UInt16(length), distance: UInt16(distance))
  }

  private mutating func length(
    _ token: DeflateToken?, _ prediction: TokenPredictor.Prediction, _ context: TokenContext
  ) -> Int {
    let found = prediction.here.length
    if found > 0 {
      let isSame = decisions.decide(
        token.map { Int($0.length) } == found, .sameLength, context.ofMiss, by: &coder)
      if isSame { return found }
    }
    let length = token.map { Int($0.length) - DeflateTables.shortest } ?? 0
    return DeflateTables.shortest
      + decisions.bits(length, count: 8, .length, [0, UInt32(found)], by: &coder)
  }

  private mutating func distance(
    _ token: DeflateToken?, _ prediction: TokenPredictor.Prediction, _ context: TokenContext,
    length: Int
  ) throws(DeflateRecordError) -> Int {
    let found = prediction.here
    if found.length >= length, prediction.token.isLiteral || found.length > length {
      let isSame = decisions.decide(
        token.map { Int($0.distance) } == found.distance, .sameDistance,
        [found.length > length ? 1 : 0, context.kind, UInt32(length)], by: &coder)
      if isSame { return found.distance }
    }
    // 0 stands for a string that a search does not find.
    var rank: Int?
    if let token { rank = predictor.rank(of: token) }
    let coded = decisions.number(
      rank.map { $0 + 1 } ?? 0, .rank, [0, UInt32(min(length, 16))], by: &coder)
    if coded > 0 {
      guard let distance = predictor.distance(rank: coded - 1, length: length) else {
        throw .malformed(part: "rank of a string")
      }
      return distance
    }
    let distance =
      1
      + decisions.bits(
        token.map { Int($0.distance) - 1 } ?? 0, count: 15, .distance, [0], by: &coder)
    guard distance <= predictor.position else { throw .malformed(part: "distance of a string") }
    return distance
  }
}

/// What the decisions about a token depend on.
struct TokenContext {
  /// 0 for a literal without a string, 1 for one before a longer string, 2 for a string.
  let kind: UInt32
  let ofHit: InlineArray<6, UInt32>
  let ofMiss: InlineArray<3, UInt32>

  init(
    _ prediction: TokenPredictor.Prediction, misses: UInt32, last: DeflateToken, byte: UInt8
  ) {
    let here = prediction.here
    let length = UInt32(here.length)
    kind = here.length == 0 ? 0 : prediction.isDeferred ? 1 : 2
    let farness = UInt32(Int.bitWidth - here.distance.leadingZeroBitCount)
    let before = UInt32(min(last.length, 31))
    ofHit = [
      kind << 8 | misses & 0xFF,
      kind << 16 | length << 4 | farness,
      kind << 16 | min(length, 31) << 8 | before << 2 | misses & 3,
      kind << 8 | UInt32(byte),
      kind << 16 | length << 4 | misses & 15,
      kind << 16 | misses & 0xFFFF,
    ]
    ofMiss = [kind, kind << 16 | length << 4 | farness, kind << 8 | misses & 0xFF]
  }
}
