import LinearAlgebra
import Networks

/// Why an autoencoder cannot be made as asked.
package enum SettingsError: Error, Equatable {
  /// A size or weight outside of what can be.
  case outOfRange(String, value: String, allowed: String)
  /// Convolutions halve both sides, which these pictures do not allow.
  case notHalvable(SampleShape, times: Int)
  /// Cross-entropy is about numbers between 0 and 1.
  case crossEntropyNeedsSigmoid
  /// The divergence from a mean activation is about codes between 0 and 1.
  case sparsityNeedsSigmoid
  /// A linear path beside no other, or to codes of another kind.
  case noLinearPath(AutoencoderKind)
  /// More codes than numbers to make components of.
  case tooManyComponents(latents: Int, numbers: Int, objects: Int)
  case components(EigenvectorsError)
  /// Layers that do not fit each other.
  case impossible(ModelError)
}

extension SettingsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .outOfRange(let name, let value, let allowed):
      "\(name) \(value) is not within \(allowed)"
    case .notHalvable(let shape, let times):
      """
      objects of \(shape) cannot be halved \(times == 1 ? "once" : "\(times) times"), as \
      convolutions do; use --kind deep
      """
    case .crossEntropyNeedsSigmoid:
      "cross-entropy needs numbers between 0 and 1; use --output sigmoid, or --loss squared"
    case .sparsityNeedsSigmoid:
      "a target activation needs codes between 0 and 1; use --code sigmoid, or --penalty l1"
    case .noLinearPath(let kind):
      "--kind \(kind.rawValue) has no linear path; leave out --linear-path, or use conv or deep"
    case .tooManyComponents(let latents, let numbers, let objects):
      """
      \(latents) principal components of \(objects) objects of \(numbers) numbers do not exist; \
      use fewer --latents
      """
    case .components(let error): "principal components: \(error)"
    case .impossible(let error): "\(error)"
    }
  }
}

extension AutoencoderSettings {
  /// Throws where a network cannot be made of these settings.
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
