import Container
import Entropy
import Networks
import Tensors

/// The codes of a block's pictures of one model in one stream: number by number of the codes, each
/// number of all pictures, in their order.
///
/// What begins and ends a stream is paid once, and plain symbols of a kind lie together.
enum CodeGroup {
  /// The most codes, and the most samples, of a group: what a reader must hold at once.
  static let (maximumCodes, maximumSamples) = (1 << 26, 1 << 27)

  /// One of them.
  typealias Picture = (codes: [Int16], level: Level)

  static func encode(
    _ pictures: [Picture], model: ObjectModel, coder: Coder
  ) -> CodeStream {
    let expected = Expected(model, levels: pictures.map(\.level))
    var encoder = coder.encoder.init()
    for latent in 0..<model.latents {
      let (means, scales) = expected.parameters(of: latent)
      encoder.append(codes: pictures.map { $0.codes[latent] }, means: means, scales: scales)
    }
    return encoder.finish()
  }

  /// - Parameter levels: of each picture
  /// - Returns: the codes of each picture
  static func decode(
    _ body: ArraySlice<UInt8>, levels: [Level], model: ObjectModel, coder: Coder
  ) throws(EntropyError) -> [[Int16]] {
    let expected = Expected(model, levels: levels)
    var pictures = Array(
      repeating: [Int16](repeating: 0, count: model.latents), count: levels.count)
    var decoder = try coder.decoder.init(body)
    for latent in 0..<model.latents {
      let (means, scales) = expected.parameters(of: latent)
      let codes = try decoder.codes(means: means, scales: scales)
      for (picture, code) in codes.enumerated() { pictures[picture][latent] = code }
    }
    try decoder.expectEnd()
    return pictures
  }

  /// What is expected of each number of pictures of several levels.
  struct Expected {
    private let priors: [Level: PriorParameters]
    private let levels: [Level]

    init(_ model: ObjectModel, levels: [Level]) {
      self.levels = levels
      priors = Dictionary(
        uniqueKeysWithValues: Set(levels).map { ($0, model.prior(level: $0)) })
    }

    func parameters(of latent: Int) -> (means: [Int32], scales: [UInt8]) {
      let found = levels.map { priors[$0]! }
      return (found.map { $0.means[latent] }, found.map { $0.scales[latent] })
    }
  }
}

extension CodeCoder {
  /// How the codes of a group became bytes; nil of pictures that are coded each by itself.
  var ofGroup: Coder? {
    switch self {
    case .groupedPrior: .prior
    case .groupedZstd: .zstd
    default: nil
    }
  }

  init(_ coder: Coder, grouped: Bool) {
    switch coder {
    case .prior: self = grouped ? .groupedPrior : .prior
    case .zstd: self = grouped ? .groupedZstd : .zstd
    }
  }
}
