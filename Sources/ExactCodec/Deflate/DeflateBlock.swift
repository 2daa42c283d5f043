/// A literal byte, or a string that occurred before.
struct DeflateToken: Equatable, Sendable {
  /// The number of bytes that the token stands for; 1 for a literal.
  var length: UInt16
  /// How many bytes before its own position the string begins; 0 for a literal.
  var distance: UInt16

  static let literal = DeflateToken(length: 1, distance: 0)

  var isLiteral: Bool { distance == 0 }
}

/// A block of a deflate stream, with all that the bytes it stands for leave open.
struct DeflateBlock: Equatable {
  enum Kind: Int {
    case stored, fixed, dynamic
  }

  var kind: Kind
  var isFinal = false
  /// The bits between the kind of a stored block and its length.
  var padding = 0
  /// The number of bytes that the block stands for.
  var byteCount = 0
  /// None in a stored block.
  var tokens: [DeflateToken] = []
  /// Those of a dynamic block.
  var codes = DeflateCodes()
  /// Whether the encoder was asked to write all that it knew, so that no token looks ahead.
  var isFlushed = false
  /// Whether no later token refers to what comes before the end of this block.
  var forgets = false
}

/// The codes of a dynamic block, as they are written.
struct DeflateCodes: Equatable {
  /// The code lengths of literals and lengths, 257…286 of them.
  var literals: [UInt8] = []
  /// The code lengths of distances, 1…30 of them.
  var distances: [UInt8] = []
  /// How the lengths are cut into runs.
  var runs: [CodeLengthRun] = []
  /// The code lengths of the run symbols.
  var runLengths: [UInt8] = []
  /// How many of the run symbols' code lengths are written, 4…19.
  var runLengthCount = 0
}

/// A code length, or a run of equal ones.
struct CodeLengthRun: Equatable {
  /// 0…15 for that code length; 16 repeats the one before, 17 and 18 are zeros.
  var symbol: UInt8
  /// The number of code lengths, 1…138.
  var count: UInt8
}
