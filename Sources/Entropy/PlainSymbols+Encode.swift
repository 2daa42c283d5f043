import Bytes

/// The `zstd` coder: plain symbols, arranged so that zstd compresses them well.
///
/// Symbols are sorted into classes by the scale the prior expects (``PlainClass``), and written as
/// ranks around the mean it expects. A stream begins with the byte counts of the hyper-latents and,
/// class by class, of symbols and rests (15 variable-length integers). The parts follow:
/// hyper-latents, the symbols of all classes, the rests of all classes.
struct PlainSymbolEncoder: SymbolEncoder {
  private var hyperLatents = ByteWriter()
  private var classes = PlainClass.all.map { PlainClassEncoder($0) }

  /// Ignores the tables: plain symbols need scales, not distributions.
  init(tables: SymbolTables) {}

  mutating func append(hyperLatents symbols: [Int16], tables: [FrequencyTable]) {
    for channel in tables.indices {
      for index in stride(from: channel, to: symbols.count, by: tables.count) {
        hyperLatents.signedVarint(Int64(symbols[index]))
      }
    }
  }

  mutating func append(symbols: [Int16], means: [Int32], scales: [UInt8]) {
    for index in symbols.indices {
      let rank = MeanRank.rank(of: symbols[index], mean: means[index])
      classes[PlainClass.ofScale[Int(scales[index] & 63)]].append(rank)
    }
  }

  consuming func finish() -> SymbolStream {
    var finished = classes
    for index in finished.indices { finished[index].finish() }
    var writer = ByteWriter()
    writer.varint(hyperLatents.count)
    for part in finished {
      writer.varint(part.symbols.count)
      writer.varint(part.rests.count)
    }
    var boundaries: [Int] = []
    for part in [hyperLatents.bytes] + finished.map(\.symbols) + finished.map(\.rests.bytes) {
      // A few bytes do not pay for entropy tables of their own.
      if writer.count - (boundaries.last ?? 0) >= 512, part.count >= 512 {
        boundaries.append(writer.count)
      }
      writer.append(part)
    }
    return SymbolStream(bytes: writer.bytes, boundaries: boundaries)
  }
}

/// Collects the ranks of one class.
private struct PlainClassEncoder {
  private let kind: PlainClass
  private(set) var symbols: [UInt8] = []
  private(set) var rests = ByteWriter()
  /// The length of the unwritten run, or the value and the number of unwritten digits.
  private var pending = 0
  private var digits = 0

  init(_ kind: PlainClass) { self.kind = kind }

  mutating func append(_ rank: Int) {
    switch kind {
    case .runs: appendToRun(rank)
    case .digits(let count, let base): appendDigit(rank, count: count, base: base)
    }
  }

  private mutating func appendToRun(_ rank: Int) {
    guard rank > 0 else {
      pending += 1
      return
    }
    symbols += repeatElement(255, count: pending / 255)
    symbols.append(UInt8(pending % 255))
    pending = 0
    rests.varint(rank - 1)
  }

  private mutating func appendDigit(_ rank: Int, count: Int, base: Int) {
    let digit = min(rank, base - 1)
    if digit == base - 1 { rests.varint(rank - digit) }
    pending = pending * base + digit
    digits += 1
    if digits == count { flushDigits() }
  }

  private mutating func flushDigits() {
    symbols.append(UInt8(pending))
    (pending, digits) = (0, 0)
  }

  /// Fills up the last byte with zeros; a run of zeros up to the end is left out.
  mutating func finish() {
    while digits > 0 { append(0) }
  }
}
