import Autodiff
import Tensors

/// Initial weights of a folder's decoder, from principal components or from scaled random numbers.
package struct FolderStart: Sendable {
  private let design: FolderDesign
  private let components: FolderComponents
  /// Weights that are linear in the coarse map; nil if there are none.
  private let blocks: LinearBlocks?
  private let key: NoiseKey
  /// Factors of the latents before the decoder.
  package let gains: LatentGains

  private init(
    _ design: FolderDesign, _ components: FolderComponents, _ blocks: LinearBlocks?,
    key: NoiseKey
  ) {
    (self.design, self.components, self.blocks, self.key) = (design, components, blocks, key)
    gains = LatentGains(deviations: Self.deviations(components.variances))
  }

  /// Computes the weights that are linear in the coarse map.
  package static func make(
    _ design: FolderDesign, _ components: FolderComponents, key: NoiseKey
  ) throws(FolderError) -> FolderStart {
    let components = components.leading(design.latents)
    var blocks: LinearBlocks?
    if case .doubling(let widths, isBounded: false) = design.body {
      blocks = try LinearBlocks.fit(design, components, width: widths[0])
    }
    return FolderStart(design, components, blocks, key: key)
  }

  /// The initial quantisation step of a latent: length along a component, samples 0…1.
  package static let step: Float = 0.4

  /// The deviation of each latent, in steps.
  private var deviations: [Float] { Self.deviations(components.variances) }

  private static func deviations(_ variances: [Double]) -> [Float] {
    variances.map { max(Float($0.squareRoot()) / step, 0.05) }
  }

  /// The linear encoder: weights, latents × 1 × samples, and bias.
  package var projection: (weight: Tensor, bias: Tensor) {
    let (rows, n) = (components.vectors, design.shape.count)
    let mean = Tensor(rows: 1, columns: 1, channels: n, values: components.mean)
    let weight = rows.scaled(by: 1 / Self.step)
    return (weight, Pointwise(matrix: weight)(mean).scaled(by: -1))
  }

  /// The initial value of a decoder parameter.
  package func initial(_ name: String, like random: Tensor) -> QuantisedWeights.Initial {
    let parts = name.split(separator: ".")
    let (layer, isBias) = (Int(parts[1]) ?? 0, parts[2] == "bias")
    if case .dense = design.body { return linear(name, isBias: isBias) }
    if let blocks {
      if layer == 0 { return isBias ? blocks.offset(name) : blocks.coarse(name, gains) }
      if layer == 1 { return isBias ? blocks.middle(name) : blocks.fine(name) }
    } else if layer == 0, !isBias {
      return scattered(name, like: random)
    }
    return isBias
      ? bias(name, like: random, layer: layer) : convolution(name, like: random, layer: layer)
  }

  /// Random weights that give every latent equal influence.
  private func scattered(_ name: String, like random: Tensor) -> QuantisedWeights.Initial {
    let normal = normal(like: random, 0)
    let scales = deviations.map { 1 / (2 * $0) }
    return .init(
      name,
      normal.scaled(
        byChannel: Tensor(rows: 1, columns: 1, channels: scales.count, values: scales)),
      gains: gains.factors)
  }

  private func convolution(
    _ name: String, like random: Tensor, layer: Int
  ) -> QuantisedWeights.Initial {
    let inputs = Float(random.columns * random.channels)
    let normal = normal(like: random, layer).scaled(by: 1 / inputs.squareRoot())
    guard blocks != nil, layer == lastLayer else { return .init(name, normal) }
    // The nonlinear part starts close to zero.
    return .init(name, normal.scaled(by: 0.01), step: 0.1 / inputs.squareRoot() / 8)
  }

  private func bias(_ name: String, like random: Tensor, layer: Int) -> QuantisedWeights.Initial {
    guard blocks == nil, layer == lastLayer else {
      return .init(name, random.scaled(by: 0), step: 0.02)
    }
    // The sigmoid of this value is the mean of all samples.
    let mean = components.mean.reduce(0, +) / Float(components.mean.count)
    let kept = min(max(mean, 0.01), 0.99)
    let logit = Tensor.vector([kept / (1 - kept)]).mapped(.logarithm).values[0]
    return .init(name, random.scaled(by: 0, plus: logit), step: max(abs(logit), 0.5) / 40)
  }

  private func linear(_ name: String, isBias: Bool) -> QuantisedWeights.Initial {
    let n = design.shape.count
    if isBias {
      let mean = Tensor(rows: 1, columns: 1, channels: n, values: components.mean)
      return .init(name, mean, rate: 0.15, step: 0.01)
    }
    return .init(
      name, components.vectors.turned.scaled(by: Self.step), rate: 0.15, gains: gains.factors)
  }

  private var lastLayer: Int {
    // Only layers with weights are counted.
    design.program.layers.count {
      switch $0 {
      case .dense, .convolution: true
      default: false
      }
    } - 1
  }

  private func normal(like shape: Tensor, _ number: Int) -> Tensor {
    var key = key.derived(number)
    return .normal(
      rows: shape.rows, columns: shape.columns, channels: shape.channels, key: key.next())
  }

  /// Means, scales, chain and energy of the prior.
  package var prior: [QuantisedWeights.Initial] {
    let count = design.latents
    let zeroPoint = Tensor.zeros(rows: 1, columns: 1, channels: count)
    let scales = Tensor(
      rows: 1, columns: 1, channels: count, values: deviations.map { $0 * 0.45 }
    ).mapped(.logarithm)
    let lower = (0..<count * count).map { Float($0 % count < $0 / count ? 1 : 0) }
    return [
      .init("prior.mean", zeroPoint, step: 0.02),
      .init("prior.scale", scales, step: 0.05),
      .init(
        "prior.chain", .zeros(rows: count, columns: 1, channels: count), step: 0.005,
        mask: Tensor(rows: count, columns: 1, channels: count, values: lower)),
      .init("prior.energy", .vector([0.75]), step: 0.75 / 32),
    ]
  }
}

/// Multipliers of a folder's latents before the decoder. They fall with a latent's spread, so that
/// all latents have about equal influence.
///
/// The error of a weight distorts pictures in proportion to its latent. With gains, one
/// quantisation step gives all weights equal precision, and weights of minor latents cost few bits.
package struct LatentGains: Sendable {
  /// The multiplier of each latent, 1 to 127.
  package let integers: [Int]
  /// The quantisation step.
  package let step: Float

  /// Gains lie within this factor of 1, as weights must fit into bytes.
  private static let reach: Float = 6

  /// - Parameter deviations: the approximate deviation of each latent, positive
  package init(deviations: [Float]) {
    // The median latent keeps its scale, and so the learning rate.
    let middle = deviations.sorted()[deviations.count / 2]
    let ideal = deviations.map { min(max(middle / $0, 1 / Self.reach), Self.reach) }
    let step = (ideal.max() ?? 1) / 127
    integers = ideal.map { max(1, Int(($0 / step).rounded())) }
    self.step = step
  }

  /// The gains as floats, 1 × 1 × latents.
  package var factors: Tensor {
    Tensor(
      rows: 1, columns: 1, channels: integers.count, values: integers.map { Float($0) * step })
  }
}
