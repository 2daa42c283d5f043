extension TokenPredictor {
  /// Finds the tokens of a block that take the least bits.
  ///
  /// - Parameters:
  ///   - block: with its codes
  ///   - end: where the block ends
  mutating func plan(_ block: DeflateBlock, end: Int) {
    let strings = PositionedStrings(&self, end: end)
    var tokens = cheapest(strings, TokenCosts(block), end: end)
    if parameters.isRefined {
      let frequencies = SymbolFrequencies(
        path(tokens), of: finder.raw, endingAt: end)
      tokens = cheapest(strings, TokenCosts(frequencies), end: end)
    }
    plan = (position, tokens)
  }

  func planned() -> Prediction {
    let token = plan.tokens[position - plan.start]
    guard !token.isLiteral else { return Prediction(token: token) }
    let here = MatchFinder.Match(length: Int(token.length), distance: Int(token.distance))
    return Prediction(token: token, here: here)
  }

  /// For each position of a block the token with which the rest of the block takes least.
  private func cheapest(
    _ strings: PositionedStrings, _ costs: TokenCosts, end: Int
  ) -> [DeflateToken] {
    let count = end - position
    var tokens = [DeflateToken](repeating: .literal, count: count)
    // The least cost from each position to the end.
    var totals = [Int](repeating: 0, count: count + 1)
    for index in (0..<count).reversed() {
      var least = totals[index + 1] + costs.literals[Int(finder.raw[position + index])]
      var length = DeflateTables.shortest
      for string in strings[index] {
        let cost = costs.distances[DeflateTables.distanceSymbol(Int(string.distance))]
        while length <= Int(string.length) {
          let total =
            totals[index + length] + cost
            + costs.lengths[length - DeflateTables.shortest]
          if total < least {
            least = total
            tokens[index] = DeflateToken(length: UInt16(length), distance: string.distance)
          }
          length += 1
        }
      }
      totals[index] = least
    }
    return tokens
  }

  /// Of tokens for each position those that follow each other from the first one on.
  private func path(_ tokens: [DeflateToken]) -> [DeflateToken] {
    var (path, index): ([DeflateToken], Int) = ([], 0)
    while index < tokens.count {
      path.append(tokens[index])
      index += Int(tokens[index].length)
    }
    return path
  }
}

/// The strings before each position of a block, each longer than the nearer ones.
private struct PositionedStrings {
  private var strings: [DeflateToken] = []
  /// Where those of each position begin in `strings`.
  private var starts: [Int32] = []

  init(_ predictor: inout TokenPredictor, end: Int) {
    var afterLong = predictor.position
    for position in predictor.position..<end {
      predictor.note(through: position)
      starts.append(Int32(truncatingIfNeeded: strings.count))
      guard position >= afterLong, predictor.steps <= predictor.stepLimit else { continue }
      var length = 2
      predictor.finder.appendStrings(
        at: position, end: end, longerThan: &length, isShort: true, to: &strings)
      predictor.longFinder?.appendStrings(
        at: position, end: end, longerThan: &length, isShort: false, to: &strings)
      // Positions within a long string have none.
      let nice = min(predictor.parameters.nice, end - position)
      if length >= nice { afterLong = position + length }
    }
    starts.append(Int32(truncatingIfNeeded: strings.count))
  }

  subscript(index: Int) -> ArraySlice<DeflateToken> {
    strings[Int(starts[index])..<Int(starts[index + 1])]
  }
}
