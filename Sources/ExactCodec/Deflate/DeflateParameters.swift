import Bytes

/// How an encoder chooses tokens: what a predictor imitates.
struct DeflateParameters: Equatable {
  /// Which strings an encoder takes.
  enum Search: UInt8, CaseIterable {
    /// None: all tokens are literals.
    case none
    /// Only those that repeat the byte before.
    case runs
    /// The longest one.
    case greedy
    /// The longest one, unless a longer one begins at the next byte.
    case lazy
    /// The longest one, unless the string behind it can be extended over almost all of it.
    case medium
    /// Those that give the least bits with the codes of the block, which are coded before them.
    case optimal
  }

  var search = Search.lazy
  /// Whether a lazy search ignores strings of up to five bytes.
  var isFiltered = false
  /// Whether strings may begin with the first byte, and as far back as the window goes.
  var usesFirst = false
  /// Whether chains are of four bytes instead of three.
  var hashesFour = false
  /// Whether a search ends with the first candidate that looks longer but is not.
  var stopsEarly = false
  /// Whether an optimal search is repeated with costs that the first one shows.
  var isRefined = false
  /// Two to this power is the size of the window, 8…15.
  var windowBits = 15
  /// Two to this power is the number of hash chains of three bytes, 8…16.
  var hashBits = 15
  /// The length from which on a lazy search tries a quarter of the candidates.
  var good = 8
  /// The length from which on a lazy search is not continued; a greedy one notes all positions of
  /// strings up to this length, a medium one up to 16 times this length.
  var lazy = 16
  /// The length that ends a search.
  var nice = 128
  /// The most candidates.
  var chain = 128
  /// The distance from which on strings of three bytes are ignored in a lazy search.
  var farthestShort = 4096
  /// The length of the shortest string.
  var shortest = 3
  /// The number of tokens of a whole block.
  var blockTokens = 16383

  /// The greatest distance of a string.
  var farthest: Int { 1 << windowBits - (usesFirst ? 1 : Self.reserve) }

  /// The longest string, the shortest and one byte: what the encoder wants to see ahead.
  static let reserve = 262

  static let chainLimit = 4096
  private static let tokenLimit = 1 << 24

  func write(to writer: inout ByteWriter) {
    let flags = [isFiltered, usesFirst, hashesFour, stopsEarly, isRefined]
    let bits = flags.enumerated().reduce(0) { $0 | ($1.element ? 8 << $1.offset : 0) }
    writer.fixed(search.rawValue | UInt8(bits))
    writer.fixed(UInt8(windowBits - 8) << 4 | UInt8(hashBits - 8))
    for value in [good, lazy, nice, chain, farthestShort, shortest, blockTokens] {
      writer.varint(value)
    }
  }

  init() {}

  init(from reader: inout ByteReader) throws(DeflateRecordError) {
    do throws(BytesError) {
      let flags: UInt8 = try reader.fixed()
      let sizes: UInt8 = try reader.fixed()
      good = try reader.count(atMost: DeflateTables.longest)
      lazy = try reader.count(atMost: DeflateTables.longest)
      nice = try reader.count(atMost: DeflateTables.longest)
      chain = try reader.count(atMost: Self.chainLimit)
      farthestShort = try reader.count(atMost: 1 << 15)
      shortest = try reader.count(atMost: DeflateTables.longest)
      blockTokens = try reader.count(atMost: Self.tokenLimit)
      windowBits = Int(sizes >> 4) + 8
      hashBits = Int(sizes & 15) + 8
      (isFiltered, usesFirst) = (flags & 8 != 0, flags & 16 != 0)
      (hashesFour, stopsEarly) = (flags & 32 != 0, flags & 64 != 0)
      isRefined = flags & 128 != 0
      guard let search = Search(rawValue: flags & 7) else {
        throw .malformedInteger(offset: 0)
      }
      self.search = search
    } catch {
      throw .malformed(part: "parameters")
    }
    // Strings are at least three bytes long, and no distance is 0.
    guard windowBits > 8, windowBits <= 15, hashBits <= 16, shortest >= DeflateTables.shortest,
      chain > 0, blockTokens > 0
    else { throw .malformed(part: "parameters") }
  }
}
