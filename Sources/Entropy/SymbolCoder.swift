/// How the quantised latents of pictures become bytes; an archive records it for each picture.
///
/// Both coders are lossless and use the model's learned prior, which expects a mean and a scale for
/// every symbol, so pictures decode alike from both.
public enum EntropyCoder: String, CaseIterable, Sendable, Codable {
  /// Asymmetric numeral systems with the prior's probabilities: the smallest archives, and the
  /// default.
  case prior
  /// Plain symbols, sorted by the scale that the prior expects, for zstd to compress.
  case zstd
}

/// Encodes the symbols of one stream, in coding order.
package protocol SymbolEncoder {
  /// - Parameter tables: the distributions of all symbols but the hyper-latents
  init(tables: SymbolTables)

  /// Encodes hyper-latents: positions × channels, with a table for each channel.
  mutating func append(hyperLatents: [Int16], tables: [FrequencyTable])

  /// Encodes symbols with the means (in sixteenths) and the levels of scale (0…63) that the prior
  /// expects.
  mutating func append(symbols: [Int16], means: [Int32], scales: [UInt8])

  consuming func finish() -> SymbolStream
}

/// Decodes the symbols that a ``SymbolEncoder`` encoded, in the same order and portions.
package protocol SymbolDecoder {
  init(_ stream: ArraySlice<UInt8>, tables: SymbolTables) throws(EntropyError)

  /// Decodes the hyper-latents of some positions, positions × channels, with a table for each
  /// channel.
  mutating func hyperLatents(
    positions: Int, tables: [FrequencyTable]
  ) throws(EntropyError) -> [Int16]

  /// Decodes as many symbols as there are means and scales.
  mutating func symbols(means: [Int32], scales: [UInt8]) throws(EntropyError) -> [Int16]

  /// Throws ``EntropyError/unfinished(bytesLeft:)`` unless the stream ends here.
  func expectEnd() throws(EntropyError)
}

extension SymbolEncoder {
  package init() { self.init(tables: .laplace) }
}

extension SymbolDecoder {
  package init(_ stream: ArraySlice<UInt8>) throws(EntropyError) {
    try self.init(stream, tables: .laplace)
  }
}

extension EntropyCoder {
  /// The type that encodes a stream.
  package var encoder: any SymbolEncoder.Type {
    switch self {
    case .prior: PriorSymbolEncoder.self
    case .zstd: PlainSymbolEncoder.self
    }
  }

  /// The type that decodes a stream.
  package var decoder: any SymbolDecoder.Type {
    switch self {
    case .prior: PriorSymbolDecoder.self
    case .zstd: PlainSymbolDecoder.self
    }
  }
}
