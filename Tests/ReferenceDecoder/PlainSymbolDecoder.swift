/// Bytes that are left to zstd: codes-1.md, section 6.
struct PlainSymbolDecoder: SymbolDecoder {
  private var hyper: Cursor
  private var classes: [Class]

  fileprivate struct Class {
    var symbols: Cursor
    var rests: Cursor
    /// Runs: zeros left of the present run, and whether a rank above 0 ends it.
    var run = 0
    var isInRun = false
    /// Digits of the present byte that are left.
    var digits: [Int] = []
  }

  init(_ stream: ArraySlice<UInt8>) throws {
    var cursor = Cursor(stream)
    let length = try cursor.varint()
    let lengths = try (0..<7).map { _ in (try cursor.varint(), try cursor.varint()) }
    hyper = Cursor(try cursor.take(length))
    let symbols = try lengths.map { Cursor(try cursor.take($0.0)) }
    let rests = try lengths.map { Cursor(try cursor.take($0.1)) }
    try cursor.end()
    classes = zip(symbols, rests).map { Class(symbols: $0, rests: $1) }
  }

  /// 6.2.
  mutating func hyperLatents(
    positions: Int, priors: [(first: Int, cumulative: [UInt64])]
  ) throws -> [[Int]] {
    var all = Array(repeating: Array(repeating: 0, count: priors.count), count: positions)
    for channel in priors.indices {
      for position in 0..<positions {
        all[position][channel] = try checked(hyper.signedVarint())
      }
    }
    return all
  }

  /// 6.3.
  mutating func symbol(mean: Int, scale: Int) throws -> Int {
    let rank = try classes[Self.classes.count { $0 <= scale } - 1].rank(Self.format(scale))
    let a = mean + 8
    let e = rank % 2 == 1 ? (rank + 1) / 2 : -rank / 2
    return try checked(a & 15 >= 8 ? a >> 4 + e : a >> 4 - e)
  }

  func end() throws {
    try hyper.end()
    for each in classes {
      try each.symbols.end()
      try each.rests.end()
      try require(!each.isInRun, "a run is longer than what is left of its class")
    }
  }

  /// 6.4: the first level of scale of each class.
  private static let classes = [0, 10, 16, 20, 26, 32, 40]

  /// Digits in a byte and their base; nil for runs.
  private static func format(_ scale: Int) -> (digits: Int, base: Int)? {
    switch scale {
    case ..<16: nil
    case ..<20: (5, 3)
    case ..<26: (4, 4)
    case ..<32: (3, 6)
    case ..<40: (2, 16)
    default: (1, 256)
    }
  }
}

extension PlainSymbolDecoder.Class {
  mutating func rank(_ format: (digits: Int, base: Int)?) throws -> Int {
    guard let format else { return try runRank() }
    if digits.isEmpty {
      var byte = try symbols.byte()
      for _ in 0..<format.digits {
        digits.insert(byte % format.base, at: 0)
        byte /= format.base
      }
      try require(byte == 0, "a byte of digits is reserved")
    }
    let digit = digits.removeFirst()
    return try digit < format.base - 1 ? digit : digit + rests.varint(1 << 24)
  }

  private mutating func runRank() throws -> Int {
    if !isInRun {
      if symbols.rest.isEmpty { return 0 }
      var byte = 255
      while byte == 255 {
        byte = try symbols.byte()
        run += byte
      }
      isInRun = true
    }
    if run > 0 {
      run -= 1
      return 0
    }
    isInRun = false
    return try 1 + rests.varint(1 << 24)
  }
}
