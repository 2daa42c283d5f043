/// Parses a pattern into tokens.
struct GlobParser {
  private let pattern: ArraySlice<UInt8>
  private var index: Int
  private var tokens: [Glob.Token] = []

  init(_ pattern: [UInt8]) {
    var rest = pattern[...]
    while rest.last == 0x2F { rest.removeLast() }
    if rest.starts(with: [0x2E, 0x2F]) { rest.removeFirst(1) }
    self.pattern = rest
    index = rest.startIndex
  }

  mutating func parse() -> [Glob.Token] {
    let isAnchored = pattern.first == UInt8(ascii: "/")
    if isAnchored { index += 1 }
    while let byte = take() {
      switch byte {
      case UInt8(ascii: "*"): star()
      case UInt8(ascii: "?"): tokens.append(.anyByte)
      case UInt8(ascii: "["): tokens.append(set().map(Glob.Token.set) ?? .byte(byte))
      case UInt8(ascii: "\\"): tokens.append(.byte(take() ?? byte))
      default: tokens.append(.byte(byte))
      }
    }
    guard !tokens.isEmpty, !isAnchored, !tokens.contains(.byte(0x2F)) else { return tokens }
    return Self.anyParts + tokens
  }

  /// Matches any number of whole path components with their slashes.
  private static let anyParts: [Glob.Token] = [.optional(2), .deepStar, .byte(0x2F)]

  private mutating func take() -> UInt8? {
    guard index < pattern.endIndex else { return nil }
    defer { index += 1 }
    return pattern[index]
  }

  private var next: UInt8? { index < pattern.endIndex ? pattern[index] : nil }

  /// Parses the rest of `*` or `**`.
  private mutating func star() {
    guard next == UInt8(ascii: "*") else { return tokens.append(.star) }
    while next == UInt8(ascii: "*") { index += 1 }
    let startsPart = tokens.last == nil || tokens.last == .byte(0x2F)
    if startsPart && next == 0x2F {
      index += 1
      tokens += Self.anyParts
    } else {
      tokens.append(.deepStar)
    }
  }

  /// Parses the set that a `[` opens; nil, and nothing is consumed, if it is not closed.
  private mutating func set() -> [Bool]? {
    let start = index
    var members = [Bool](repeating: false, count: 256)
    let isNegated = next == UInt8(ascii: "!") || next == UInt8(ascii: "^")
    if isNegated { index += 1 }
    let first = index
    while let byte = take() {
      if byte == UInt8(ascii: "]") && index > first + 1 {
        if isNegated { members = members.map { !$0 } }
        members[0x2F] = false
        return members
      }
      let low = byte == UInt8(ascii: "\\") ? take() ?? byte : byte
      let high = rangeEnd() ?? low
      if low <= high { for member in low...high { members[Int(member)] = true } }
    }
    index = start
    return nil
  }

  /// Parses the upper bound of a range whose lower bound was just read; nil if it is no range.
  private mutating func rangeEnd() -> UInt8? {
    let rest = pattern[index...]
    guard rest.count >= 2, rest.first == UInt8(ascii: "-"),
      rest[rest.startIndex + 1] != UInt8(ascii: "]")
    else { return nil }
    index += 1
    guard let end = take() else { return nil }
    return end == UInt8(ascii: "\\") ? take() ?? end : end
  }
}
