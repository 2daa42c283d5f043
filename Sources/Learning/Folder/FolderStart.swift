import Autodiff
import Tensors

/// Where the learning of a folder's decoder begins: weights from the pictures' principal
/// components, or random ones of the right size.
package struct FolderStart: Sendable {
  private let design: FolderDesign
  private let components: FolderComponents
  /// Of what is linear in the coarse map; nil where nothing is.
  private let blocks: LinearBlocks?
  private let key: NoiseKey
  /// What codes are multiplied by before the decoder.
  package let gains: LatentGains

  package init(
    _ design: FolderDesign, _ components: FolderComponents, key: NoiseKey
  ) throws(FolderError) {
    let components = components.leading(design.latents)
    self.design = design
    self.components = components
    self.key = key
    gains = LatentGains(deviations: Self.deviations(components.variances))
    if case .doubling(let widths, isBounded: false) = design.body {
      blocks = try LinearBlocks(design, components, width: widths[0])
    } else {
      blocks = nil
    }
  }

  /// Width of a code's step in the beginning, in samples' lengths of 0…1 along a component.
  package static let step: Float = 0.4

  /// Of each code, in steps.
  private var deviations: [Float] { Self.deviations(components.variances) }

  private static func deviations(_ variances: [Double]) -> [Float] {
    variances.map { max(Float($0.squareRoot()) / step, 0.05) }
  }

  /// The linear part of an encoder: latents × 1 × numbers, and what is added.
  package var projection: (weight: Tensor, bias: Tensor) {
    let (rows, n) = (components.vectors, design.shape.count)
    let mean = Tensor(rows: 1, columns: 1, channels: n, values: components.mean)
    let weight = rows.scaled(by: 1 / Self.step)
    return (weight, Pointwise(matrix: weight)(mean).scaled(by: -1))
  }

  /// A parameter of the decoder.
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

  /// Random numbers that give every code the same say.
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
    // What is added to the linear part begins with next to nothing.
    return .init(name, normal.scaled(by: 0.01), step: 0.1 / inputs.squareRoot() / 8)
  }

  private func bias(_ name: String, like random: Tensor, layer: Int) -> QuantisedWeights.Initial {
    guard blocks == nil, layer == lastLayer else {
      return .init(name, random.scaled(by: 0), step: 0.02)
    }
    // What the sigmoid makes the mean of all samples.
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
    // Weights are counted over the layers that have some.
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
