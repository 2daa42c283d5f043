/// One stream of a body: the decoders of sections 5 and 6 of codes-1.md.
protocol SymbolDecoder {
  /// Decodes all hyper-latents, by position and channel.
  ///
  /// - Parameter priors: the distribution of each channel, section 7.3
  mutating func hyperLatents(
    positions: Int, priors: [(first: Int, cumulative: [UInt64])]
  ) throws -> [[Int]]

  /// Decodes the next q, given its mean in sixteenths and its level of scale.
  mutating func symbol(mean: Int, scale: Int) throws -> Int

  /// Checks the end conditions, after the last symbol.
  func end() throws
}

func checked(_ symbol: Int) throws -> Int {
  try require(abs(symbol) <= 32767, "a symbol is \(symbol), beyond ±32767")
  return symbol
}
