import Autodiff
import Networks
import Tensors

extension LatentMixture {
  /// Of the components at most; that of digits drawn a classifier is sure of no more are with 100
  /// than with 50.
  private static let usualComponents = 50
  /// Objects whose codes are looked at.
  private static let objectLimit = 1 << 14
  /// Numbers of all covariances together: a megabyte of a model file.
  private static let numberLimit = 1 << 18
  /// Objects for each number a code has, for which there is a component.
  private static let objectsPerNumber = 10

  /// The mixture codes come nearest to.
  ///
  /// - Parameter codes: objects × 1 × latents, finite, one object or more
  /// - Returns: nil where codes have so many numbers that one covariance is more than a model file
  ///   is to carry
  package init?(fittedTo codes: Tensor, components: Int? = nil, seed: UInt64 = 0) {
    let latents = codes.channels
    guard latents * latents <= Self.numberLimit else { return nil }
    let most = min(
      Self.usualComponents, codes.rows / (Self.objectsPerNumber * latents),
      Self.numberLimit / (latents * latents))
    let fit = MixtureFit(codes, components: components ?? max(most, 1), key: NoiseKey(seed: seed))
    guard let mixture = fit.mixture else { return nil }
    self = mixture
  }

  /// Where a network's codes lie, the means of variational ones, of some of the objects it has
  /// learned from; nil of kinds that nothing is drawn from.
  package init?(
    of network: Autoencoder, _ parameters: ParameterSet, on data: TrainingData, seed: UInt64 = 0
  ) {
    guard network.settings.kind.isDrawnFrom else { return nil }
    let step = max((data.trained.count + Self.objectLimit - 1) / Self.objectLimit, 1)
    let chosen = stride(from: 0, to: data.trained.count, by: step).map { data.trained[$0] }
    let tape = Tape(parameters, recording: false)
    var numbers: [Float] = []
    for start in stride(from: 0, to: chosen.count, by: Self.portion) {
      let part = chosen.dropFirst(start).prefix(Self.portion)
      let objects = tape.constant(data.training.objects(part), samples: part.count)
      numbers += network.encode(objects).value.values
    }
    guard numbers.allSatisfy(\.isFinite) else { return nil }
    self.init(
      fittedTo: Tensor(
        rows: chosen.count, columns: 1, channels: network.settings.latents, values: numbers),
      seed: seed)
  }

  /// Objects worked on at a time.
  private static let portion = 64
}

extension AutoencoderKind {
  /// Whether codes were taught to lie close together, so that what is between them means something.
  package var isDrawnFrom: Bool { self == .variational || self == .adversarial }
}
