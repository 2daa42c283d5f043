import Bytes

/// The `zstd` coder: plain symbols, arranged so that zstd does well.
///
/// Codes are parted by the scale the prior expects (``PlainClass``), and written as ranks around
/// the mean it expects. Layout of a stream: the byte counts of hyper-latents and, class by
/// class, of symbols and rests (15 variable-length integers); then those parts: hyper-latents,
/// the symbols of all classes, the rests of all classes.
struct PlainSymbolEncoder: SymbolEncoder {
  private var hyperLatents = ByteWriter()
  private var classes = PlainClass.all.map { PlainClassEncoder($0) }

  /// Plain symbols ask for scales, not for distributions.
  init(tables: CodeTables) {}

  mutating func append(hyperLatents symbols: [Int16], tables: [FrequencyTable]) {
    for channel in tables.indices {
      for index in stride(from: channel, to: symbols.count, by: tables.count) {
        hyperLatents.signedVarint(Int64(symbols[index]))
      }
    }
  }

  mutating func append(codes: [Int16], means: [Int32], scales: [UInt8]) {
    for index in codes.indices {
      let rank = MeanRank.rank(of: codes[index], mean: means[index])
      classes[PlainClass.ofScale[Int(scales[index] & 63)]].append(rank)
    }
  }

  consuming func finish() -> CodeStream {
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
      // Entropy tables of its own do not pay for a few bytes.
      if writer.count - (boundaries.last ?? 0) >= 512, part.count >= 512 {
        boundaries.append(writer.count)
      }
      writer.append(part)
    }
    return CodeStream(bytes: writer.bytes, boundaries: boundaries)
  }
}

/// Collects the ranks of one class.
private struct PlainClassEncoder {
  private let kind: PlainClass
  private(set) var symbols: [UInt8] = []
  private(set) var rests = ByteWriter()
  /// The length of the run, or the digits, not yet written.
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

  /// Fills up the last byte with zeros. A run that nothing ends is not written.
  mutating func finish() {
    while digits > 0 { append(0) }
  }
}
