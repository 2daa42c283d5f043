import Entropy
import TestSupport
import Testing

@Suite struct SymbolCoderTests {
  static let tables = [
    FrequencyTable(first: -1, cumulative: [0, 1 << 30, 3 << 30, 1 << 32].map { UInt64($0) }),
    FrequencyTable(first: 5, cumulative: [1 << 8, 1 << 31, (1 << 32) - 256].map { UInt64($0) }),
  ]

  static func stream(
    _ coder: EntropyCoder, _ symbols: [PredictedSymbol], hyperLatents: [Int16]
  ) -> SymbolStream {
    var encoder = coder.encoder.init()
    encoder.append(hyperLatents: hyperLatents, tables: tables)
    let half = symbols.count / 2
    for part in [symbols[..<half], symbols[half...]] {
      encoder.append(
        symbols: part.map(\.symbol), means: part.map(\.mean), scales: part.map(\.scale))
    }
    return encoder.finish()
  }

  @Test(arguments: EntropyCoder.allCases, [0, 1, 2, 7, 100, 50_000])
  func `both coders decode what they encoded`(coder: EntropyCoder, count: Int) throws {
    let symbols = ANSCoderTests.drawn(count: count, seed: UInt64(count) + 1)
    let hyperLatents: [Int16] = [0, 5, -1, 6, 1, -300, 32767, -32767]
    let stream = Self.stream(coder, symbols, hyperLatents: hyperLatents)
    #expect(stream.boundaries == stream.boundaries.sorted())
    var decoder = try coder.decoder.init(stream.bytes[...])
    #expect(try decoder.hyperLatents(positions: 4, tables: Self.tables) == hyperLatents)
    let half = symbols.count / 2
    for part in [symbols[..<half], symbols[half...]] {
      let decoded = try decoder.symbols(means: part.map(\.mean), scales: part.map(\.scale))
      #expect(decoded == part.map(\.symbol))
    }
    try decoder.expectEnd()
  }

  @Test(arguments: EntropyCoder.allCases)
  func `changed, cut or lengthened streams never trap`(coder: EntropyCoder) throws {
    let symbols = ANSCoderTests.drawn(count: 400, seed: 3)
    let bytes = Self.stream(coder, symbols, hyperLatents: [0, 5]).bytes
    var random = SplitMix64(seed: 9)
    for _ in 0..<3000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      let cut = changed.prefix(Int.random(in: 0...bytes.count, using: &random))
      _ = try? Self.read(coder, cut, symbols)
      #expect(throws: EntropyError.self) { try Self.read(coder, (bytes + [0])[...], symbols) }
    }
  }

  static func read(
    _ coder: EntropyCoder, _ bytes: ArraySlice<UInt8>, _ symbols: [PredictedSymbol]
  ) throws {
    var decoder = try coder.decoder.init(bytes)
    _ = try decoder.hyperLatents(positions: 1, tables: tables)
    _ = try decoder.symbols(means: symbols.map(\.mean), scales: symbols.map(\.scale))
    try decoder.expectEnd()
  }
}
