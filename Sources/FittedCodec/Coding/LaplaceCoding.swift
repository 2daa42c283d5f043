import Entropy

/// The place of a symbol's distribution in ``LaplaceTables``.
struct LaplaceContext {
  /// The integer nearest to the mean.
  let nearest: Int
  let level: Int
  let place: Int

  /// - Parameter mean: in 1/32
  @inline(__always)
  init(mean: Int, level: Int) {
    let shifted = mean + 16
    nearest = shifted >> 5
    self.level = level & 255
    place = self.level << 5 | shifted & 31
  }
}

/// Where bits go that are encoded: to a range coder, or to a count of what they would cost.
protocol BitSink {
  /// - Parameter zero: the probability that the bit is zero, in 1/65536
  mutating func append(_ bit: Bool, zero: UInt32)
}

extension BinaryRangeEncoder: BitSink {
  @inline(__always)
  package mutating func append(_ bit: Bool, zero: UInt32) { encode(bit, zero: zero) }
}

/// Counts the cost of bits.
struct BitCounter: BitSink {
  private static let costs: [Float] = (0...65536).map { log2OfProbability($0) }
  private(set) var bits = 0.0

  @inline(__always)
  mutating func append(_ bit: Bool, zero: UInt32) {
    bits += Double(Self.costs[Int(bit ? 65536 - zero : zero)])
  }
}

/// Encodes symbols by ``LaplaceModel``.
struct LaplaceEncoder<Sink: BitSink> {
  var sink: Sink
  private var model = LaplaceModel()

  init(sink: Sink) { self.sink = sink }

  @inline(__always)
  mutating func encode(_ symbol: Int, _ context: LaplaceContext) {
    let away = symbol - context.nearest
    sink.append(away != 0, zero: 65536 - model.miss(context))
    model.learn(miss: away != 0, context)
    guard away != 0 else { return }
    sink.append(away < 0, zero: model.isAbove(context))
    encode(rest: abs(away) - 1, level: context.level)
  }

  private mutating func encode(rest: Int, level: Int) {
    let shift = model.shift(level)
    let last = rest >> shift
    for group in 0...min(last, LaplaceTables.groups - 1) {
      sink.append(group < last, zero: model.ends(group: group, level: level))
      model.learn(ends: group == last, group: group, level: level)
    }
    if last >= LaplaceTables.groups { encode(raw: last - LaplaceTables.groups, bits: 12) }
    for place in (0..<shift).reversed() {
      sink.append(rest >> place & 1 == 1, zero: model.lowBit(place, level: level))
    }
  }

  /// Bits that are equally likely, from the most significant one.
  mutating func encode(raw value: Int, bits: Int) {
    for place in (0..<bits).reversed() { sink.append(value >> place & 1 == 1, zero: 1 << 15) }
  }
}

/// Decodes what ``LaplaceEncoder`` encoded. It reads zeros past the end of its bytes, so whatever
/// the bytes are, it ends.
struct LaplaceDecoder {
  private var coder: BinaryRangeDecoder
  private var model = LaplaceModel()

  init(_ bytes: ArraySlice<UInt8>) { coder = BinaryRangeDecoder(trimmed: bytes) }

  @inline(__always)
  mutating func decode(_ context: LaplaceContext) -> Int {
    let isAway = coder.decode(zero: 65536 - model.miss(context))
    model.learn(miss: isAway, context)
    guard isAway else { return context.nearest }
    let isBelow = coder.decode(zero: model.isAbove(context))
    let away = decodeRest(level: context.level) + 1
    return context.nearest + (isBelow ? -away : away)
  }

  private mutating func decodeRest(level: Int) -> Int {
    let shift = model.shift(level)
    var rest = 0
    while rest < LaplaceTables.groups {
      let goesOn = coder.decode(zero: model.ends(group: rest, level: level))
      model.learn(ends: !goesOn, group: rest, level: level)
      guard goesOn else { break }
      rest += 1
    }
    if rest == LaplaceTables.groups { rest += decode(rawBits: 12) }
    for place in (0..<shift).reversed() {
      let bit = coder.decode(zero: model.lowBit(place, level: level))
      rest = rest << 1 | (bit ? 1 : 0)
    }
    return rest
  }

  /// Forgets what was learned from earlier symbols.
  mutating func forget() { model = LaplaceModel() }

  mutating func decode(rawBits bits: Int) -> Int {
    var value = 0
    for _ in 0..<bits { value = value << 1 | (coder.decode(zero: 1 << 15) ? 1 : 0) }
    return value
  }

  /// Throws unless the stream has neither too few bytes nor too many.
  func expectEnd() throws(EntropyError) { try coder.expectTrimmedEnd() }
}
