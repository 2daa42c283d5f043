import Bytes

/// How quantised latents become bytes.
public enum EntropyCoder: String, CaseIterable, Sendable, Codable {
  /// Asymmetric numeral systems with the probabilities of the learned prior: the smallest archives.
  case prior
  /// Plain symbols, ordered by what the prior expects of them, for zstd to compress.
  case zstd
}

/// The codes of one stream as bytes, before they go into a zstd frame.
package struct CodeStream: Equatable, Sendable {
  package let bytes: [UInt8]
  /// Offsets where the statistics of the bytes change.
  package let boundaries: [Int]

  package init(bytes: [UInt8], boundaries: [Int] = []) {
    self.bytes = bytes
    self.boundaries = boundaries
  }
}

/// Takes the codes of one stream, in coding order.
package protocol SymbolEncoder {
  /// - Parameter tables: the distributions of codes
  init(tables: CodeTables)

  /// Takes hyper-latents: positions × channels, with a table a channel.
  mutating func append(hyperLatents: [Int16], tables: [FrequencyTable])

  /// Takes codes with what the prior said of them: means in sixteenths, levels of scale 0…63.
  mutating func append(codes: [Int16], means: [Int32], scales: [UInt8])

  consuming func finish() -> CodeStream
}

/// Gives back what a ``SymbolEncoder`` took, in the same order and portions.
package protocol SymbolDecoder {
  init(_ stream: ArraySlice<UInt8>, tables: CodeTables) throws(EntropyError)

  /// `count` positions of hyper-latents, with a table a channel.
  mutating func hyperLatents(
    positions: Int, tables: [FrequencyTable]
  ) throws(EntropyError) -> [Int16]

  /// As many codes as there are means and scales.
  mutating func codes(means: [Int32], scales: [UInt8]) throws(EntropyError) -> [Int16]

  /// Throws unless the stream ends here.
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
  package var encoder: any SymbolEncoder.Type {
    switch self {
    case .prior: PriorSymbolEncoder.self
    case .zstd: PlainSymbolEncoder.self
    }
  }

  package var decoder: any SymbolDecoder.Type {
    switch self {
    case .prior: PriorSymbolDecoder.self
    case .zstd: PlainSymbolDecoder.self
    }
  }
}
