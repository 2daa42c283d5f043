import Autodiff
import Networks

/// The layers of a kind. The final activations that produce latents and samples are left out,
/// because the losses apply them.
extension AutoencoderSettings {
  /// The number of outputs of the encoder. The second half of variational outputs holds log
  /// variances.
  package var encoderOutputs: Int { kind == .variational ? 2 * latents : latents }

  /// sample → hidden … → latents
  package var encoder: LayerProgram {
    guard linearPath else { return LayerProgram(encoderLayers) }
    return LayerProgram(
      [.push, .reshape(.vector(shape.count)), .dense(outputs: encoderOutputs), .swap]
        + encoderLayers + [.add])
  }

  /// latents → … hidden → sample
  package var decoder: LayerProgram {
    guard linearPath else { return LayerProgram(decoderLayers) }
    return LayerProgram(
      [.push, .dense(outputs: shape.count), .reshape(shape), .swap] + decoderLayers + [.add])
  }

  private var encoderLayers: [Layer] {
    guard kind == .conv else {
      return [.reshape(.vector(shape.count))]
        + Self.dense(hidden + [encoderOutputs], between: activation)
    }
    let down = hidden.flatMap { width -> [Layer] in
      switch halving {
      case .stride: [.convolution(outputs: width, stride: 2), .function(activation)]
      case .maxima: [.convolution(outputs: width, stride: 1), .function(activation), .maxima]
      }
    }
    return down + [.reshape(.vector(innerShape.count)), .dense(outputs: encoderOutputs)]
  }

  private var decoderLayers: [Layer] {
    guard kind == .conv else {
      return Self.dense(hidden.reversed() + [shape.count], between: activation)
        + [.reshape(shape)]
    }
    var layers: [Layer] = [
      .dense(outputs: innerShape.count), .function(activation), .reshape(innerShape),
    ]
    let widths = [shape.channels] + hidden.dropLast()
    for (index, width) in widths.enumerated().reversed() {
      switch halving {
      case .stride: layers.append(.transposedConvolution(outputs: width))
      case .maxima: layers += [.repeated, .convolution(outputs: width, stride: 1)]
      }
      if index > 0 { layers.append(.function(activation)) }
    }
    return layers
  }

  /// The network that distinguishes latents from normal noise.
  package static let discriminator = LayerProgram(dense([128, 128, 1], between: .leaky))

  /// The shape of the smallest feature map.
  private var innerShape: SampleShape {
    SampleShape(
      height: shape.height >> hidden.count, width: shape.width >> hidden.count,
      channels: hidden.last ?? shape.channels)
  }

  private static func dense(_ widths: [Int], between activation: Activation) -> [Layer] {
    Array(
      widths.map { [Layer.dense(outputs: $0)] }.joined(separator: [.function(activation)]))
  }
}

extension Activation {
  package func callAsFunction(_ x: Variable) -> Variable {
    switch self {
    case .identity: x
    case .leaky: x.leaky
    case .relu: x.relu
    case .sigmoid: x.sigmoid
    case .tanh: x.tanh
    case .softplus: x.softplus
    }
  }

  /// The initial gain that keeps the variance of activations constant.
  package var gain: Float {
    switch self {
    case .leaky, .relu: Float(2).squareRoot()
    default: 1
    }
  }
}
