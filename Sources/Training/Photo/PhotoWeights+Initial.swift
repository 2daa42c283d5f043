import Autodiff
import Networks
import Tensors

/// The initial weights of training from scratch. The linear path starts at PCA, and the
/// contributions of the other layers to picture and latents start at zero.
extension PhotoWeights {
  /// The factor from a block's component to a latent. A step of one is a step of 45 sample
  /// values at the middle quality.
  private static let componentGain = 255.0 / 45

  /// The λ at which both gains are one.
  private static let middleLambda: Float = 0.013

  /// - Parameters:
  ///   - components: the principal components; nil initialises the linear path at random too
  ///   - lambdas: the weight λ of the squared error at each level; encoder gains start at the
  ///     square root of its ratio to the middle λ, and decoder gains at the inverse
  ///   - seed: the seed of all random numbers
  package init(
    _ configuration: PhotoConfiguration, components: PhotoComponents?, lambdas: [Float],
    seed: UInt64
  ) {
    precondition(lambdas.count == configuration.levels && lambdas.allSatisfy { $0 > 0 })
    let tensors = configuration.tensors
    let shapes = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.shape) })
    var noise = NoiseKey(seed: seed)
    var values: [String: [Float]] = [:]
    for tensor in tensors {
      let beginning = Self.beginning(of: tensor, shapes)
      values[tensor.name] = beginning.numbers(
        tensor.shape.reduce(1, *), key: noise.next())
    }
    let gains = lambdas.map { ($0 / Self.middleLambda).squareRoot() }
    let m = configuration.latents
    values["gain.encode"] = gains.flatMap { Array(repeating: $0, count: m) }
    values["gain.decode"] = gains.flatMap { Array(repeating: 1 / $0, count: m) }
    let list = lambdas.map { "\($0)" }.joined(separator: ", ")
    self.init(configuration, metadata: ["lambdas": "[\(list)]"], values: values)
    if let components { use(components) }
  }

  /// The distribution of a tensor's initial values.
  private enum Beginning {
    case constant(Float)
    /// Values are uniform between −x and x.
    case even(Float)
    /// Values are normal with standard deviation x.
    case normal(Float)

    func numbers(_ count: Int, key: UInt64) -> [Float] {
      switch self {
      case .constant(let value): Array(repeating: value, count: count)
      case .even(let limit):
        Tensor.uniform(rows: 1, columns: 1, channels: count, key: key)
          .scaled(by: 2 * limit, plus: -limit).values
      case .normal(let deviation):
        Tensor.normal(rows: 1, columns: 1, channels: count, key: key).scaled(by: deviation).values
      }
    }
  }

  private static func beginning(
    of tensor: PhotoConfiguration.TensorShape, _ shapes: [String: [Int]]
  ) -> Beginning {
    let parts = tensor.name.split(separator: ".")
    let layer = parts.dropLast().joined(separator: ".")
    switch tensor.name {
    case "hyper_prior.mean", "context.step": return .constant(0)
    case "hyper_prior.scale": return .constant(0.7131472)  // ln 2 + 0.02
    case "hyper_synthesis.quality.weight": return .normal(1)
    default: break
    }
    if ["analysis.head", "synthesis.head", "synthesis.hyper", "context.head"].contains(layer) {
      return .constant(0)
    }
    // The fan-in is the product of all lengths of the weight but the first.
    let inputs = Float((shapes[layer + ".weight"] ?? []).dropFirst().reduce(1, *))
    let isWeight = parts.last == "weight"
    // Residual branches start small, so that deep networks start near the identity.
    if layer.hasSuffix(".out") {
      return isWeight ? .normal(0.3 / inputs.squareRoot()) : .constant(0)
    }
    if layer.hasSuffix(".narrow"), isWeight { return .normal(0.3 / inputs.squareRoot()) }
    return .even(1 / inputs.squareRoot())
  }

  private mutating func use(_ components: PhotoComponents) {
    let (m, size, gain) = (configuration.latents, PhotoComponents.size, Self.componentGain)
    var forward = [Float](repeating: 0, count: m * size)
    var (backward, bias) = (forward, [Float](repeating: 0, count: m))
    for component in 0..<min(m, size) {
      var middle = 0.0
      for index in 0..<size {
        let number = components.vectors[component * size + index]
        forward[component * size + index] = Float(number * gain)
        backward[index * m + component] = Float(number / gain)
        middle += number * components.mean[index]
      }
      bias[component] = Float(-middle * gain)
    }
    values["analysis.linear.weight"] = forward
    values["analysis.linear.bias"] = bias
    values["synthesis.linear.weight"] = backward
    values["synthesis.linear.bias"] = components.mean.map { Float($0) }
  }
}

extension PhotoWeights {
  /// The λ of each level from the file's metadata, or else the reference values if there are as
  /// many levels.
  package var lambdas: [Float]? {
    let numbers = (metadata["lambdas"] ?? "").split { "[], ".contains($0) }.map { Float($0) }
    let known = numbers.compactMap(\.self).filter { $0 > 0 && $0.isFinite }
    if known.count == numbers.count, known.count == configuration.levels { return known }
    let reference = PhotoObjective.referenceLambdas
    return reference.count == configuration.levels ? reference : nil
  }
}
