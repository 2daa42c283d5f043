extension TokenPredictor {
  /// Predicts what zlib-ng writes at its medium levels.
  mutating func predictMedium(end: Int) -> Prediction {
    var current: MatchFinder.Match?
    if let ahead, ahead.position == position {
      current = ahead.match
    } else {
      current = string(at: position, end: end)
    }
    while true {
      let length = current?.length ?? 1
      if let current, end - position > length + 4 { noteString(current) }
      guard !parameters.stopsEarly, end - position > Self.lookahead else {
        ahead = nil
        return prediction(current)
      }
      let next = string(at: position + length, end: end)
      guard let string = current, let next, let shorter = shortened(string, by: next) else {
        ahead = (position + length, next)
        return prediction(current)
      }
      let moved = MatchFinder.Match(
        length: next.length + length - shorter, distance: next.distance)
      if shorter == 1 {
        ahead = (position + 1, moved)
        return Prediction(token: .literal, here: string, isDeferred: true)
      }
      // Nothing is left of the string, so the next one takes its place.
      current = moved
    }
  }

  /// How much an encoder wants to see ahead.
  private static var lookahead: Int { DeflateParameters.reserve }

  private func prediction(_ match: MatchFinder.Match?) -> Prediction {
    guard let match else { return Prediction(token: .literal) }
    return Prediction(token: DeflateToken(match), here: match)
  }

  private mutating func string(at position: Int, end: Int) -> MatchFinder.Match? {
    note(through: position)
    guard position < end, let match = finder.longest(at: position, known: 2, end: end),
      match.length >= parameters.shortest
    else { return nil }
    return match
  }

  private mutating func noteString(_ match: MatchFinder.Match) {
    let last = position + match.length - 1
    if match.length > 16 * parameters.lazy { unnoted = max(unnoted, last) }
    note(through: last)
  }

  /// The length to which a string shrinks, 0 or 1, if the next one is extended to the left over it;
  /// nil if it cannot be extended that far.
  private func shortened(_ current: MatchFinder.Match, by next: MatchFinder.Match) -> Int? {
    let start = position + current.length
    let source = start - next.distance
    let first = current.length - 1
    guard first <= source, finder.raw[source - first] == finder.raw[start - first] else {
      return nil
    }
    let limit = max(start - parameters.farthest, 0)
    var (length, moved) = (current.length, 0)
    while finder.raw[source - moved - 1] == finder.raw[start - moved - 1] {
      let ends =
        length < 1 || start - moved <= limit || next.length + moved >= 256
        || source - moved <= 1
      if ends { break }
      length -= 1
      moved += 1
    }
    return moved > 0 && length <= 1 ? length : nil
  }
}
