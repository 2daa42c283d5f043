/// Predicts the tokens of a stream, each from those before it.
struct TokenPredictor {
  /// What an encoder is likely to write at a position.
  struct Prediction {
    var token: DeflateToken
    /// The string found at the position; its length is 0 without one.
    var here = MatchFinder.Match()
    /// Whether a longer string at the next position is preferred.
    var isDeferred = false
  }

  var finder: MatchFinder
  /// Finds strings of at least four bytes, if many of them are compared.
  var longFinder: MatchFinder?
  /// The number of bytes that all tokens so far stand for.
  private(set) var position = 0
  /// The first position that is not noted in its chain.
  var unnoted = 0
  /// The string at a position that was looked at before, if it is known.
  var ahead: (position: Int, match: MatchFinder.Match?)?

  /// The tokens of a block that take the least bits, by the position less that of the block.
  var plan: (start: Int, tokens: [DeflateToken]) = (0, [])

  let parameters: DeflateParameters

  init(raw: [UInt8], parameters: DeflateParameters) {
    finder = MatchFinder(raw: raw, parameters: parameters)
    if parameters.search == .optimal {
      var parameters = parameters
      parameters.hashesFour = true
      longFinder = MatchFinder(raw: raw, parameters: parameters)
    }
    self.parameters = parameters
  }

  /// The steps taken so far.
  var steps: Int { finder.steps + (longFinder?.steps ?? 0) + Self.blockSteps * blocks }

  /// The number of blocks so far.
  var blocks = 0
  /// What the codes of a block take counts as this many steps.
  private static let blockSteps = 1 << 14

  /// The most steps that all searches together may take: more than encoders that people use take.
  var stepLimit: Int { 1024 * (finder.raw.count + 4096) }

  /// What the next token is likely to be.
  ///
  /// - Parameter end: the first byte that the encoder does not see; above the position
  mutating func predict(end: Int) -> Prediction {
    switch parameters.search {
    case .none: return Prediction(token: .literal)
    case .runs: return predictRun(end: end)
    case .greedy:
      note(through: position)
      guard let match = finder.longest(at: position, known: 2, end: end),
        match.length >= parameters.shortest
      else { return Prediction(token: .literal) }
      return Prediction(token: DeflateToken(match), here: match)
    case .lazy: return predictLazily(end: end)
    case .medium: return predictMedium(end: end)
    case .optimal: return planned()
    }
  }

  private mutating func predictRun(end: Int) -> Prediction {
    guard position > 0 else { return Prediction(token: .literal) }
    let raw = finder.raw
    let last = min(end, position + DeflateTables.longest)
    let length = (raw[position..<last].firstIndex { $0 != raw[position - 1] } ?? last) - position
    guard length >= DeflateTables.shortest else { return Prediction(token: .literal) }
    let match = MatchFinder.Match(length: length, distance: 1)
    return Prediction(token: DeflateToken(match), here: match)
  }

  private mutating func predictLazily(end: Int) -> Prediction {
    let match: MatchFinder.Match?
    if let ahead, ahead.position == position {
      match = ahead.match
    } else {
      match = search(at: position, known: 2, end: end)
      ahead = (position, match)
    }
    guard let match else { return Prediction(token: .literal) }
    if match.length < parameters.lazy, position + 1 < end,
      let next = search(at: position + 1, known: match.length, end: end)
    {
      ahead = (position + 1, next)
      return Prediction(token: .literal, here: match, isDeferred: true)
    }
    return Prediction(token: DeflateToken(match), here: match)
  }

  private mutating func search(at position: Int, known: Int, end: Int) -> MatchFinder.Match? {
    note(through: position)
    guard let match = finder.longest(at: position, known: known, end: end) else { return nil }
    let isIgnored =
      match.length <= 5
      && (parameters.isFiltered
        || match.length == DeflateTables.shortest && match.distance > parameters.farthestShort)
    return isIgnored ? nil : match
  }

  /// Goes on to the position behind a token.
  mutating func advance(_ token: DeflateToken) {
    let length = Int(token.length)
    if parameters.search == .greedy {
      note(through: position)
      let isNoted =
        token.isLiteral
        || length <= parameters.lazy
          && finder.raw.count - position - length >= DeflateTables.shortest
      if isNoted {
        note(through: position + length - 1)
      } else {
        unnoted = position + length
        // zlib-ng notes the last position of a long string, but not where it takes the first one.
        if parameters.hashesFour, parameters.chain > 1 { finder.insert(unnoted - 1) }
      }
    }
    position += length
  }

  /// Goes on behind a stored block.
  mutating func skip(_ count: Int) {
    position += count
    note(through: position - 1)
  }

  /// Lets no later string begin before the present position.
  mutating func forget() {
    finder.earliest = max(finder.earliest, position)
    longFinder?.earliest = finder.earliest
  }

  mutating func note(through last: Int) {
    while unnoted <= last {
      finder.insert(unnoted)
      longFinder?.insert(unnoted)
      unnoted += 1
    }
  }

  // MARK: Distances

  /// How many strings of the length of `token` are nearer; nil if the token's is not among those
  /// that a search can find.
  mutating func rank(of token: DeflateToken) -> Int? {
    note(through: position)
    return finder.candidate(at: position, length: Int(token.length)) { _, distance in
      distance == Int(token.distance)
    }?.rank
  }

  /// The distance of a rank; nil if there is none.
  mutating func distance(rank: Int, length: Int) -> Int? {
    note(through: position)
    return finder.candidate(at: position, length: length) { found, _ in found == rank }?.distance
  }
}

extension DeflateToken {
  init(_ match: MatchFinder.Match) {
    self.init(length: UInt16(match.length), distance: UInt16(match.distance))
  }
}
