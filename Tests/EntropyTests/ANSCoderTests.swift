import CPlatform
import Entropy
import TestSupport
import Testing

/// A symbol with the parameters that a prior gives it.
struct PredictedSymbol {
  let symbol: Int16
  let mean: Int32
  let scale: UInt8
}

@Suite struct ANSCoderTests {
  enum Family: CaseIterable {
    case laplace, logistic

    var tables: SymbolTables { self == .laplace ? .laplace : .logistic }

    func mass(below t: Double) -> Double {
      guard self == .laplace else { return 1 / (1 + exp(-t)) }
      return t < 0 ? exp(t) / 2 : 1 - exp(-t) / 2
    }
  }

  /// Symbols drawn from the distributions they are coded with, at every scale.
  static func drawn(
    count: Int, seed: UInt64, _ family: Family = .laplace
  ) -> [PredictedSymbol] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let scale = UInt8.random(in: 0...63, using: &random)
      let mean = Int32.random(in: -640...640, using: &random)
      let spread = sigma(scale)
      let uniform = Double.random(in: 1e-9..<1, using: &random)
      let size = family == .laplace ? -log(uniform) : log(2 / uniform - 1)
      let distance = size * spread * (Bool.random(using: &random) ? 1 : -1)
      return PredictedSymbol(
        symbol: Int16((Double(mean) / 16 + distance).rounded()), mean: mean, scale: scale)
    }
  }

  static func sigma(_ scale: UInt8) -> Double { exp(-3.2 + Double(scale) * 8.7 / 63) }

  static func idealBits(_ predicted: PredictedSymbol, _ family: Family) -> Double {
    let sigma = sigma(predicted.scale)
    let distance = abs(Double(predicted.symbol) - Double(predicted.mean) / 16)
    let p =
      family.mass(below: -(distance - 0.5) / sigma)
      - family.mass(below: -(distance + 0.5) / sigma)
    return -log2(max(p, 0x1p-24))
  }

  static func encode(_ symbols: [PredictedSymbol], _ family: Family = .laplace) -> [UInt8] {
    var encoder = ANSEncoder()
    encoder.append(
      symbols: symbols.map(\.symbol), means: symbols.map(\.mean), scales: symbols.map(\.scale),
      tables: family.tables)
    return encoder.finish()
  }

  /// Decodes as many symbols as were predicted.
  static func decode(
    _ symbols: [PredictedSymbol], from decoder: inout ANSDecoder, _ family: Family = .laplace
  ) throws -> [Int16] {
    try decoder.symbols(
      means: symbols.map(\.mean), scales: symbols.map(\.scale), tables: family.tables)
  }

  @Test(arguments: Family.allCases)
  func `symbols come back at every scale, and cost what theory says`(family: Family) throws {
    let symbols = Self.drawn(count: 200_000, seed: 7, family)
    let stream = Self.encode(symbols, family)
    var decoder = try ANSDecoder(stream[...])
    #expect(try Self.decode(symbols, from: &decoder, family) == symbols.map(\.symbol))
    try decoder.expectEnd()
    let ideal = symbols.reduce(0) { $0 + Self.idealBits($1, family) } / 8
    #expect(Double(stream.count) < ideal * 1.003 + 16)
  }

  @Test(arguments: Family.allCases)
  func `symbols far from their mean come back through the escape`(family: Family) throws {
    let symbols = [0, 1, -1, 40, -40, 32767, -32767].flatMap { (symbol: Int16) in
      (0..<64).flatMap { scale in
        [-2_097_152, -513, -8, 0, 7, 8, 30000, 2_097_152].map {
          PredictedSymbol(symbol: symbol, mean: $0, scale: scale)
        }
      }
    }
    let stream = Self.encode(symbols, family)
    var decoder = try ANSDecoder(stream[...])
    #expect(try Self.decode(symbols, from: &decoder, family) == symbols.map(\.symbol))
    try decoder.expectEnd()
  }

  @Test func `a table's symbols and escapes come back`() throws {
    let table = FrequencyTable(
      first: -2, cumulative: [0, 1 << 28, 1 << 31, 3 << 30, 15 << 28].map { UInt64($0) })
    let symbols = [-2, -1, 0, 1, 2, -3, 70000, -70000, 0, 0, 1]
    var encoder = ANSEncoder()
    for symbol in symbols { encoder.append(symbol, by: table) }
    var decoder = try ANSDecoder(encoder.finish()[...])
    for symbol in symbols { #expect(try decoder.symbol(by: table) == symbol) }
    try decoder.expectEnd()
  }

  @Test func `changed or cut streams never trap and never end cleanly with other bytes`() throws {
    let symbols = Self.drawn(count: 300, seed: 11)
    let stream = Self.encode(symbols)
    for index in stream.indices {
      for changed in [Array(stream[..<index]), stream.replacing(index, stream[index] ^ 0x41)] {
        _ = try? {
          var decoder = try ANSDecoder(changed[...])
          _ = try Self.decode(symbols, from: &decoder)
          try decoder.expectEnd()
          if changed.count < stream.count { Issue.record("a cut stream ended cleanly") }
        }()
      }
    }
  }
}

extension [UInt8] {
  func replacing(_ index: Int, _ byte: UInt8) -> [UInt8] {
    var copy = self
    copy[index] = byte
    return copy
  }
}
