/// One stream of a body: the decoders of sections 5 and 6 of codes-1.md.
protocol SymbolDecoder {
  /// All hyper-latents, by position and channel.
  ///
  /// - Parameter priors: of each channel: section 7.3
  mutating func hyperLatents(
    positions: Int, priors: [(first: Int, cumulative: [UInt64])]
  ) throws -> [[Int]]

  /// The next q, of a mean in sixteenths and a level of scale.
  mutating func code(mean: Int, scale: Int) throws -> Int

  /// Behind the last code.
  func end() throws
}

func checked(_ code: Int) throws -> Int {
  try require(abs(code) <= 32767, "a code is \(code), beyond ±32767")
  return code
}
