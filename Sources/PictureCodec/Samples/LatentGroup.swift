import Entropy
import Networks
import Tensors

/// The codes of a block's pictures of one model in one stream: number by number of the codes, each
/// number of all pictures, in their order.
///
/// What begins and ends a stream is paid once, and plain symbols of a kind lie together.
package enum LatentGroup {
  /// The most codes, and the most samples, of a group: what a reader must hold at once.
  package static let (maximumCodes, maximumSamples) = (1 << 26, 1 << 27)

  /// One of them.
  package typealias Picture = (codes: [Int16], level: QualityLevel)

  package static func encode(
    _ pictures: [Picture], model: SampleModel, coder: EntropyCoder
  ) -> CodeStream {
    var encoder = coder.encoder.init(tables: model.tables)
    walk(pictures, model) { codes, expected in
      encoder.append(codes: codes, means: expected.means, scales: expected.scales)
    }
    return encoder.finish()
  }

  /// Shows each number of all pictures with what is expected of it.
  package static func walk(
    _ pictures: [Picture], _ model: SampleModel,
    body: ([Int16], (means: [Int32], scales: [UInt8])) -> Void
  ) {
    var walk = model.prior(levels: pictures.map(\.level))
    for latent in 0..<model.latents {
      let expected = walk.parameters()
      let codes = pictures.map { $0.codes[latent] }
      body(codes, expected)
      walk.take(codes, expected)
    }
  }

  /// A picture's codes, and the numbers they stand for.
  package struct Decoded: Sendable {
    package var codes: [Int16] = []
    package var values: ArraySlice<Float> = []
  }

  /// - Parameter levels: of each picture
  package static func decode(
    _ body: ArraySlice<UInt8>, levels: [QualityLevel], model: SampleModel, coder: EntropyCoder
  ) throws(EntropyError) -> [Decoded] {
    var walk = model.prior(levels: levels)
    var pictures = Array(repeating: Decoded(), count: levels.count)
    var decoder = try coder.decoder.init(body, tables: model.tables)
    for _ in 0..<model.latents {
      let expected = walk.parameters()
      let codes = try decoder.codes(means: expected.means, scales: expected.scales)
      for (picture, code) in codes.enumerated() { pictures[picture].codes.append(code) }
      walk.take(codes, expected)
    }
    try decoder.expectEnd()
    let values = walk.finish()
    for picture in pictures.indices {
      pictures[picture].values = values[picture * model.latents..<(picture + 1) * model.latents]
    }
    return pictures
  }
}

extension SampleModel {
  /// The distributions of its codes.
  package var tables: CodeTables {
    switch bins {
    case .expected, .centre: .laplace
    case .logistic: .logistic
    }
  }
}
