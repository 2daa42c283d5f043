extension DeflateParameters {
  /// Those of zlib's levels 1 to 9.
  static let levels: [DeflateParameters] = [
    DeflateParameters(.greedy, good: 4, lazy: 4, nice: 8, chain: 4),
    DeflateParameters(.greedy, good: 4, lazy: 5, nice: 16, chain: 8),
    DeflateParameters(.greedy, good: 4, lazy: 6, nice: 32, chain: 32),
    DeflateParameters(.lazy, good: 4, lazy: 4, nice: 16, chain: 16),
    DeflateParameters(.lazy, good: 8, lazy: 16, nice: 32, chain: 32),
    DeflateParameters(.lazy, good: 8, lazy: 16, nice: 128, chain: 128),
    DeflateParameters(.lazy, good: 8, lazy: 32, nice: 128, chain: 256),
    DeflateParameters(.lazy, good: 32, lazy: 128, nice: 258, chain: 1024),
    DeflateParameters(.lazy, good: 32, lazy: 258, nice: 258, chain: 4096),
  ]

  /// Those of zlib-ng's levels 1 to 8; level 9 is zlib's without a limit of short strings.
  static let fastLevels: [DeflateParameters] = [
    DeflateParameters(.greedy, good: 0, lazy: 0, nice: 258, chain: 1).hashingFour(stops: true),
    DeflateParameters(.greedy, good: 4, lazy: 4, nice: 8, chain: 4).hashingFour(stops: true),
    DeflateParameters(.medium, good: 4, lazy: 6, nice: 16, chain: 6).hashingFour(stops: true),
    DeflateParameters(.medium, good: 4, lazy: 12, nice: 32, chain: 24).hashingFour(stops: true),
    DeflateParameters(.medium, good: 8, lazy: 16, nice: 32, chain: 32).hashingFour(stops: false),
    DeflateParameters(.medium, good: 8, lazy: 16, nice: 128, chain: 128).hashingFour(stops: false),
    DeflateParameters(.lazy, good: 8, lazy: 32, nice: 128, chain: 256).hashingFour(stops: false),
    DeflateParameters(.lazy, good: 32, lazy: 128, nice: 258, chain: 1024).hashingFour(stops: false),
  ]

  private func hashingFour(stops: Bool) -> DeflateParameters {
    var parameters = self
    (parameters.hashesFour, parameters.stopsEarly) = (true, stops)
    parameters.shortest = search == .lazy ? 3 : 4
    parameters.farthestShort = 1 << 15
    return parameters
  }

  /// Those of encoders that compare many ways to cut a block into tokens.
  static let optimal: [DeflateParameters] = [(258, false), (258, true), (150, false), (75, false)]
    .map { nice, isRefined in
      var parameters = DeflateParameters(.optimal, good: 258, lazy: 258, nice: nice, chain: 4096)
      (parameters.usesFirst, parameters.isRefined) = (true, isRefined)
      return parameters
    }

  private init(_ search: Search, good: Int, lazy: Int, nice: Int, chain: Int) {
    self.search = search
    (self.good, self.lazy, self.nice, self.chain) = (good, lazy, nice, chain)
  }

  /// The parameters that predict most of the first tokens of a stream, and whether others may be
  /// better because these predict too few.
  static func best(
    for blocks: [DeflateBlock], raw: [UInt8]
  ) -> (parameters: DeflateParameters, isPoor: Bool) {
    let strings = blocks.lazy.flatMap(\.tokens).filter { !$0.isLiteral }
    var base = DeflateParameters()
    base.setBlockTokens(blocks)
    guard let farthest = strings.map(\.distance).max() else {
      base.search = .none
      return (base, false)
    }
    var trial = ParameterTrial(blocks: blocks, raw: raw)
    if farthest == 1 {
      base.search = .runs
      trial.attempt(base)
    }
    // A window is not larger than the longest distance shows, as a rule.
    let least = (9..<15).first { 1 << $0 >= Int(farthest) + reserve } ?? 15
    for windowBits in least < 15 ? [least, 15] : [15] {
      let likely = [levels[5], levels[8], fastLevels[5]]
      for level in likely + levels + fastLevels {
        var parameters = level
        (parameters.blockTokens, parameters.hashBits) = (base.blockTokens, base.hashBits)
        parameters.windowBits = windowBits
        trial.attempt(parameters)
        guard parameters.search == .lazy else { continue }
        if parameters.farthestShort < 1 << 15 {
          parameters.farthestShort = 1 << 15
          trial.attempt(parameters)
        }
        parameters.isFiltered = true
        trial.attempt(parameters)
      }
    }
    trial.vary(\.hashBits, [15, 16, 14, 13, 12, 11, 10, 9, 8])
    trial.vary(\.windowBits, Array(least..<15))
    trial.vary(\.usesFirst, [true])
    return (trial.best, trial.isPoor)
  }

  /// Takes the size of whole blocks, and the number of chains that goes with it in zlib.
  private mutating func setBlockTokens(_ blocks: [DeflateBlock]) {
    let counts = blocks.filter { !$0.isFinal && $0.kind != .stored }.map(\.tokens.count)
    guard let most = counts.max(), most > 0 else { return }
    blockTokens = most
    let bits = Int.bitWidth - most.leadingZeroBitCount
    if most + 1 == 1 << bits, (7...15).contains(bits) { hashBits = bits + 1 }
  }
}

/// Compares parameters by how many of the first tokens they predict.
private struct ParameterTrial {
  private(set) var best = DeflateParameters()

  private let blocks: [DeflateBlock]
  private let raw: [UInt8]
  private var fewest = Int.max

  init(blocks: [DeflateBlock], raw: [UInt8]) {
    (self.blocks, self.raw) = (blocks, raw)
  }

  private static let tokens = 50_000

  /// Whether more than one of a hundred tokens is predicted wrongly.
  var isPoor: Bool {
    fewest > min(blocks.reduce(0) { $0 + $1.tokens.count }, Self.tokens) / 100
  }

  /// Takes parameters that predict more tokens than the best ones so far.
  mutating func attempt(_ parameters: DeflateParameters) {
    guard fewest > 0 else { return }
    let misses = misses(of: parameters)
    if misses < fewest { (fewest, best) = (misses, parameters) }
  }

  /// Tries other values of one of the best parameters.
  mutating func vary<Value>(
    _ path: WritableKeyPath<DeflateParameters, Value>, _ values: [Value]
  ) {
    for value in values {
      var parameters = best
      parameters[keyPath: path] = value
      attempt(parameters)
    }
  }

  /// The number of tokens that are not predicted, or more than the fewest.
  private func misses(of parameters: DeflateParameters) -> Int {
    var predictor = TokenPredictor(raw: raw, parameters: parameters)
    var (misses, count) = (0, 0)
    for block in blocks {
      if block.kind == .stored { predictor.skip(block.byteCount) }
      if block.forgets { predictor.forget() }
      let end = block.isFlushed ? predictor.position + block.byteCount : raw.count
      for token in block.tokens {
        if predictor.predict(end: end).token != token {
          misses += 1
          if misses >= fewest { return misses }
        }
        predictor.advance(token)
        count += 1
        if count == Self.tokens { return misses }
      }
    }
    return misses
  }
}
