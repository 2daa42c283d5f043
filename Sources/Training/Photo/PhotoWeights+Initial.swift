import Autodiff
import Networks
import Tensors

/// Where training from scratch begins: the linear path at PCA, the network around it at nothing,
/// as what it adds to the picture and to the codes begins as zero.
extension PhotoWeights {
  /// What a component of a picture's block is multiplied by to become a latent: steps of one are
  /// then steps of 45 samples, at the middle quality.
  private static let componentGain = 255.0 / 45

  /// The weight of distortion at which both gains are one.
  private static let middleLambda: Float = 0.013

  /// - Parameters:
  ///   - components: nil for random numbers in the linear path as well
  ///   - lambdas: what a squared error costs at each level; gains begin at their square roots
  ///   - seed: of all random numbers
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

  /// How the numbers of a tensor begin.
  private enum Beginning {
    case constant(Float)
    /// Evenly between −x and x.
    case even(Float)
    /// With a deviation of x.
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
    // An output's inputs: all but the first of the weight's lengths.
    let inputs = Float((shapes[layer + ".weight"] ?? []).dropFirst().reduce(1, *))
    let isWeight = parts.last == "weight"
    // What a block adds begins small, so that deep networks begin near the identity.
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
  /// What a squared error costs at each level, where the file says so; else the reference's
  /// weights, if the levels are as many.
  package var lambdas: [Float]? {
    let numbers = (metadata["lambdas"] ?? "").split { "[], ".contains($0) }.map { Float($0) }
    let known = numbers.compactMap(\.self).filter { $0 > 0 && $0.isFinite }
    if known.count == numbers.count, known.count == configuration.levels { return known }
    let reference = PhotoObjective.referenceLambdas
    return reference.count == configuration.levels ? reference : nil
  }
}
