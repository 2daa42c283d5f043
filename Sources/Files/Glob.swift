/// A shell pattern for archive paths, matched byte by byte.
///
/// | pattern   | matches                                                     |
/// |-----------|-------------------------------------------------------------|
/// | `*`       | any bytes except `/`, or none                               |
/// | `?`       | one byte except `/`                                         |
/// | `[a-z]`   | one byte of the set, `[!a-z]` or `[^a-z]` one not in it; never `/` |
/// | `**`      | any bytes including `/`, or none; as a component, any components or none |
/// | `\x`      | the byte `x` itself                                         |
///
/// A pattern without a slash matches at every depth. A pattern with a slash is anchored at the
/// start of the archive path; a leading slash or `./` does nothing else. Slashes at the end are
/// ignored. A pattern that matches a directory covers everything below it.
package struct Glob: Sendable {
  enum Token: Equatable {
    case byte(UInt8)
    case anyByte
    /// One byte, whose flag among 256 is set.
    case set([Bool])
    case star
    case deepStar
    /// This number of tokens that follow may be skipped together.
    case optional(Int)
  }

  /// The pattern as given.
  package let pattern: [UInt8]
  private let tokens: [Token]
  /// The only path that matches, if the pattern has no wildcards.
  private let literal: [UInt8]?

  /// Any bytes are a valid pattern: an unclosed `[` and a `\` at the end stand for themselves. The
  /// empty pattern matches nothing.
  package init(_ pattern: [UInt8]) {
    self.pattern = pattern
    var parser = GlobParser(pattern)
    let tokens = parser.parse()
    self.tokens = tokens
    let bytes = tokens.compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
    literal = bytes.count == tokens.count ? bytes : nil
  }

  package init(_ pattern: String) {
    self.init(Array(pattern.utf8))
  }

  /// Whether `path` or a directory above it matches.
  ///
  /// - Complexity: O(`path.count` × `pattern.count`) for every pattern, because all states of the
  ///   automaton advance together.
  package func covers(_ path: [UInt8]) -> Bool {
    guard !tokens.isEmpty else { return false }
    if let literal {
      return path.starts(with: literal)
        && (path.count == literal.count || path[literal.count] == 0x2F)
    }
    var states = [Bool](repeating: false, count: tokens.count + 1)
    var next = states
    states[0] = true
    skipOptional(&states)
    for byte in path {
      if byte == 0x2F && states[tokens.count] { return true }
      step(states, over: byte, into: &next)
      skipOptional(&next)
      swap(&states, &next)
    }
    return states[tokens.count]
  }

  /// Advances all states over `byte`.
  private func step(_ states: [Bool], over byte: UInt8, into next: inout [Bool]) {
    for index in next.indices { next[index] = false }
    for (index, token) in tokens.enumerated() where states[index] {
      switch token {
      case .byte(let expected): if byte == expected { next[index + 1] = true }
      case .anyByte: if byte != 0x2F { next[index + 1] = true }
      case .set(let members): if members[Int(byte)] { next[index + 1] = true }
      case .star: if byte != 0x2F { next[index] = true }
      case .deepStar: next[index] = true
      case .optional: break
      }
    }
  }

  /// Adds the states that are reached without a byte; all of them have higher numbers.
  private func skipOptional(_ states: inout [Bool]) {
    for (index, token) in tokens.enumerated() where states[index] {
      switch token {
      case .star, .deepStar:
        states[index + 1] = true
      case .optional(let count):
        states[index + 1] = true
        states[index + 1 + count] = true
      case .byte, .anyByte, .set:
        break
      }
    }
  }
}
