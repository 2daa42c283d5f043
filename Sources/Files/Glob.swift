/// A shell pattern over the bytes of archive paths.
///
/// | pattern   | matches                                                     |
/// |-----------|-------------------------------------------------------------|
/// | `*`       | any bytes but `/`, also none                                |
/// | `?`       | one byte but `/`                                            |
/// | `[a-z]`   | one byte of the set, `[!a-z]` or `[^a-z]` one not in it; no `/` |
/// | `**`      | any bytes, `/` too; as a part of its own, any parts, also none |
/// | `\x`      | the byte `x` itself                                         |
///
/// A pattern without a slash is looked for at every depth; one with a slash starts where the
/// archive path does, a slash or `./` in front of it changing nothing else. Slashes at the end are
/// ignored. What matches a directory covers all below it.
package struct Glob: Sendable {
  enum Token: Equatable {
    case byte(UInt8)
    case anyByte
    /// 256 flags.
    case set([Bool])
    case star
    case deepStar
    /// The next so many tokens may be left out together.
    case optional(Int)
  }

  /// The pattern as given.
  package let pattern: [UInt8]
  private let tokens: [Token]
  /// The path that alone matches, where nothing in the pattern stands for anything else.
  private let literal: [UInt8]?

  /// Any bytes are a pattern: a `[` that nothing closes is itself, and so is a `\` at the end.
  /// The empty pattern matches nothing.
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
  /// - Complexity: O(`path.count` × `pattern.count`), whatever the pattern: all ways to match are
  ///   followed side by side.
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

  /// Moves every state that `byte` allows to move.
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

  /// Adds the states reached without reading a byte; all of these lie further on.
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
