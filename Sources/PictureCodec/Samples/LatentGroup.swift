import Entropy
import Networks
import Tensors

/// The symbols of several pictures of one model in one stream: latent by latent, each for all
/// pictures in their order.
///
/// The overhead of a stream is then paid once, and similar symbols lie together.
package enum LatentGroup {
  /// The most symbols and the most samples of a group, which a reader holds at once.
  package static let (maximumSymbols, maximumSamples) = (1 << 26, 1 << 27)

  /// A picture as its symbols.
  package typealias Picture = (symbols: [Int16], level: QualityLevel)

  /// Entropy-codes a group.
  package static func encode(
    _ pictures: [Picture], model: SampleModel, coder: EntropyCoder
  ) -> SymbolStream {
    var encoder = coder.encoder.init(tables: model.tables)
    forEachLatent(of: pictures, model) { symbols, parameters in
      encoder.append(symbols: symbols, means: parameters.means, scales: parameters.scales)
    }
    return encoder.finish()
  }

  /// Calls `body` with the symbols of each latent in all pictures, and their parameters.
  static func forEachLatent(
    of pictures: [Picture], _ model: SampleModel,
    body: ([Int16], (means: [Int32], scales: [UInt8])) -> Void
  ) {
    var prior = model.prior(levels: pictures.map(\.level))
    for latent in 0..<model.latents {
      let parameters = prior.parameters()
      let symbols = pictures.map { $0.symbols[latent] }
      body(symbols, parameters)
      prior.take(symbols, parameters)
    }
  }

  /// The symbols of a picture, and the dequantised latents.
  package struct Decoded: Sendable {
    package var symbols: [Int16] = []
    package var values: ArraySlice<Float> = []
  }

  /// Decodes a group; throws ``EntropyError`` if the body is malformed or goes on.
  ///
  /// - Parameter levels: the quality level of each picture
  package static func decode(
    _ body: ArraySlice<UInt8>, levels: [QualityLevel], model: SampleModel, coder: EntropyCoder
  ) throws(EntropyError) -> [Decoded] {
    var prior = model.prior(levels: levels)
    var pictures = Array(repeating: Decoded(), count: levels.count)
    var decoder = try coder.decoder.init(body, tables: model.tables)
    for _ in 0..<model.latents {
      let parameters = prior.parameters()
      let symbols = try decoder.symbols(means: parameters.means, scales: parameters.scales)
      for (picture, symbol) in symbols.enumerated() { pictures[picture].symbols.append(symbol) }
      prior.take(symbols, parameters)
    }
    try decoder.expectEnd()
    let values = prior.finish()
    for picture in pictures.indices {
      pictures[picture].values = values[picture * model.latents..<(picture + 1) * model.latents]
    }
    return pictures
  }
}

extension SampleModel {
  /// The distributions of its symbols.
  package var tables: SymbolTables {
    switch bins {
    case .expected, .centre: .laplace
    case .logistic: .logistic
    }
  }
}
