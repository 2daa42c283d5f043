import Bytes

/// Decodes what ``PlainSymbolEncoder`` encoded.
struct PlainSymbolDecoder: SymbolDecoder {
  private var hyper: ByteReader
  private var classes: [PlainClassDecoder] = []

  init(_ stream: ArraySlice<UInt8>, tables: SymbolTables) throws(EntropyError) {
    var reader = ByteReader(stream)
    do {
      let hyperCount = try reader.count(atMost: stream.count)
      var counts: [(symbols: Int, rests: Int)] = []
      for _ in PlainClass.all {
        counts.append(
          (try reader.count(atMost: stream.count), try reader.count(atMost: stream.count)))
      }
      hyper = ByteReader(try reader.take(hyperCount))
      var symbols: [ArraySlice<UInt8>] = []
      for count in counts { symbols.append(try reader.take(count.symbols)) }
      for (index, kind) in PlainClass.all.enumerated() {
        let rests = try reader.take(counts[index].rests)
        classes.append(PlainClassDecoder(kind, symbols: symbols[index], rests: rests))
      }
      try reader.expectEnd()
    } catch {
      throw .malformed(part: "layout", offset: reader.offset)
    }
  }

  mutating func hyperLatents(
    positions: Int, tables: [FrequencyTable]
  ) throws(EntropyError) -> [Int16] {
    var symbols = [Int16](repeating: 0, count: positions * tables.count)
    for channel in tables.indices {
      for index in stride(from: channel, to: symbols.count, by: tables.count) {
        guard let value = try? hyper.signedVarint(), let symbol = Int16(exactly: value),
          symbol > .min
        else { throw .malformed(part: "hyper-latents", offset: hyper.offset) }
        symbols[index] = symbol
      }
    }
    return symbols
  }

  mutating func symbols(means: [Int32], scales: [UInt8]) throws(EntropyError) -> [Int16] {
    var symbols: [Int16] = []
    symbols.reserveCapacity(means.count)
    for index in means.indices {
      let rank = try classes[PlainClass.ofScale[Int(scales[index] & 63)]].next()
      symbols.append(try MeanRank.symbol(rank: rank, mean: means[index]))
    }
    return symbols
  }

  func expectEnd() throws(EntropyError) {
    var left = hyper.remaining
    for part in classes { left += part.bytesLeft }
    guard left == 0 else { throw .unfinished(bytesLeft: left) }
  }
}

/// Decodes the ranks of one class.
private struct PlainClassDecoder {
  private let kind: PlainClass
  private var symbols: ByteReader
  private var rests: ByteReader
  /// What is left of the current run, or of the digits of the current byte.
  private var left = 0
  private var byte = 0
  private var inRun = false

  init(_ kind: PlainClass, symbols: ArraySlice<UInt8>, rests: ArraySlice<UInt8>) {
    self.kind = kind
    self.symbols = ByteReader(symbols)
    self.rests = ByteReader(rests)
  }

  /// The number of bytes not yet read; a byte with unread digits other than zero counts as well.
  var bytesLeft: Int {
    var isCut = inRun
    if case .digits = kind { isCut = byte > 0 }
    return symbols.remaining + rests.remaining + (isCut ? 1 : 0)
  }

  mutating func next() throws(EntropyError) -> Int {
    switch kind {
    case .runs: try nextOfRun()
    case .digits(let count, let base): try nextDigit(count: count, base: base)
    }
  }

  private mutating func nextOfRun() throws(EntropyError) -> Int {
    if !inRun {
      // The last run has no end: only zeros follow.
      guard symbols.remaining > 0 else { return 0 }
      var length: UInt8 = 255
      while length == 255 {
        length = try symbol()
        left += Int(length)
      }
      inRun = true
    }
    guard left == 0 else {
      left -= 1
      return 0
    }
    inRun = false
    return try rest() + 1
  }

  private mutating func nextDigit(count: Int, base: Int) throws(EntropyError) -> Int {
    if left == 0 {
      byte = Int(try symbol())
      left = count
      guard byte < Self.power(base, count) else {
        throw .malformed(part: "digits", offset: symbols.offset - 1)
      }
    }
    left -= 1
    let digit = byte / Self.power(base, left)
    byte %= Self.power(base, left)
    return digit == base - 1 ? digit + (try rest()) : digit
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  private mutating func symbol() throws(EntropyError) -> UInt8 {
    guard let symbol = try? symbols.fixed(UInt8.self) else {
      throw .malformed(part: "symbols", offset: symbols.offset)
    }
    return symbol
  }

  private mutating func rest() throws(EntropyError) -> Int {
    guard let rest = try? rests.count(atMost: 1 << 24) else {
      throw .malformed(part: "rests", offset: rests.offset)
    }
    return rest
  }
}
