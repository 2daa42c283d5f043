import LinearAlgebra
import Networks

/// The reasons why settings are invalid.
package enum SettingsError: Error, Equatable {
  /// A size or weight is out of range.
  case outOfRange(String, value: String, allowed: String)
  /// Convolutions halve both sides, and these pictures cannot be halved as often.
  case notHalvable(SampleShape, times: Int)
  /// Cross-entropy requires outputs between 0 and 1.
  case crossEntropyNeedsSigmoid
  /// The divergence from a mean activation requires latents between 0 and 1.
  case sparsityNeedsSigmoid
  /// Only deep and convolutional autoencoders can have a linear path.
  case noLinearPath(AutoencoderKind)
  /// There are more latents than principal components.
  case tooManyComponents(latents: Int, numbers: Int, samples: Int)
  case components(EigenvectorsError)
  /// The layers do not fit together.
  case impossible(ModelError)
}

extension SettingsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .outOfRange(let name, let value, let allowed):
      "\(name) \(value) is not within \(allowed)"
    case .notHalvable(let shape, let times):
      """
      the sides of \(shape) samples cannot be halved \(times == 1 ? "once" : "\(times) times"), as \
      convolutions do
      """
    case .crossEntropyNeedsSigmoid:
      "cross-entropy needs numbers between 0 and 1"
    case .sparsityNeedsSigmoid:
      "a target activation needs latents between 0 and 1"
    case .noLinearPath(let kind):
      "an autoencoder of kind \(kind.rawValue) has no linear path"
    case .tooManyComponents(let latents, let numbers, let samples):
      """
      \(latents) principal components of \(samples) samples of \(numbers) numbers do not exist
      """
    case .components(let error): "principal components: \(error)"
    case .impossible(let error): "\(error)"
    }
  }
}

extension AutoencoderSettings {
  /// Throws if no network can be built from these settings.
  package func validate() throws(SettingsError) {
    try Self.check("height", shape.height, 1...65536)
    try Self.check("width", shape.width, 1...65536)
    try Self.check("channels", shape.channels, 1...1 << 22)
    try Self.check("size", shape.count, 1...1 << 22)
    try Self.check("latents", latents, 1...65536)
    try Self.check("number of layers", hidden.count, 0...16)
    for width in hidden { try Self.check("layer", width, 1...65536) }
    guard !linearPath || kind == .conv || kind == .deep else { throw .noLinearPath(kind) }
    try Self.check("sparsity target", sparsity.target, 0.001...0.999)
    try Self.check("sparsity weight", sparsity.weight, 0...1e6)
    try Self.check("noise", corruption.noise, 0...1e6)
    try Self.check("mask", corruption.mask, 0...1)
    try Self.check("hidden part", corruption.hidden, 0...0.9)
    try Self.check("latent weight", latentWeight, 0...1e6)
    if loss == .crossEntropy, output != .sigmoid { throw .crossEntropyNeedsSigmoid }
    if kind == .sparse, sparsity.form == .kl, codeActivation != .sigmoid {
      throw .sparsityNeedsSigmoid
    }
    if kind == .conv {
      let times = max(hidden.count, 1)
      let factor = times < 20 ? 1 << times : 0
      guard !hidden.isEmpty, factor > 0, shape.isPicture, shape.height % factor == 0,
        shape.width % factor == 0
      else { throw .notHalvable(shape, times: times) }
    }
  }

  private static func check<T: Comparable>(
    _ name: String, _ value: T, _ allowed: ClosedRange<T>
  ) throws(SettingsError) {
    guard allowed.contains(value) else {
      throw .outOfRange(
        name, value: "\(value)", allowed: "\(allowed.lowerBound)…\(allowed.upperBound)")
    }
  }
}
