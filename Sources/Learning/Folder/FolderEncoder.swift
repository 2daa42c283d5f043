import Autodiff
import Tensors

/// Finds initial latents while a decoder learns. A small network corrects the projection on
/// principal components. The encoder is not stored.
package struct FolderEncoder: Sendable {
  private let linear: (weight: Parameter, bias: Parameter)
  /// Three dense layers.
  private let deep: [(weight: Parameter, bias: Parameter)]
  /// The side of the blocks whose means the network sees; nil without a network.
  package let factor: Int?

  private static let width = 256
  /// The most numbers that the network sees.
  private static let seen = 1536

  /// - Parameter set: receives the parameters
  package init(
    _ design: FolderDesign, _ start: FolderStart, key: NoiseKey, in set: inout ParameterSet
  ) {
    let (shape, latents) = (design.shape, design.latents)
    var key = key
    let projection = start.projection
    // In large pictures the many small numbers add up.
    let rate: Float = shape.count > 1024 ? 0.08 : 0.5
    linear = (
      set.add("encoder.linear.weight", projection.weight, rate: rate),
      set.add("encoder.linear.bias", projection.bias, rate: rate)
    )
    factor = [1, 2, 4, 8, 16, 32].first {
      shape.height % $0 == 0 && shape.width % $0 == 0 && shape.count / ($0 * $0) <= Self.seen
    }
    var layers: [(weight: Parameter, bias: Parameter)] = []
    if let factor {
      let widths = [shape.count / (factor * factor), Self.width, Self.width, latents]
      for layer in 0..<3 {
        let (inputs, outputs) = (widths[layer], widths[layer + 1])
        let normal = Tensor.normal(
          rows: outputs, columns: 1, channels: inputs, key: key.next())
        let gain: Float = layer == 2 ? 0.2 : 0.6
        layers.append(
          (
            set.add(
              "encoder.\(layer).weight", normal.scaled(by: gain / Float(inputs).squareRoot()),
              rate: 0.5),
            set.add(
              "encoder.\(layer).bias", .zeros(rows: 1, columns: 1, channels: outputs), rate: 0.5)
          ))
      }
    }
    deep = layers
  }

  /// Latents before rounding, samples × 1 × latents.
  ///
  /// - Parameters:
  ///   - pictures: (samples · height) × width × channels
  ///   - averaged: block means, samples × 1 × numbers; nil without a network
  package func callAsFunction(_ pictures: Variable, averaged: Variable?) -> Variable {
    let projected = pictures.flattened.product(linear.weight, bias: linear.bias)
    guard var x = averaged else { return projected }
    for (index, layer) in deep.enumerated() {
      x = x.product(layer.weight, bias: layer.bias, activate: index < deep.count - 1)
    }
    return projected + x
  }
}
