import Networks

/// The layers of a kind, without the functions that make codes and objects of what the last ones
/// give: those belong to losses as well.
extension AutoencoderSettings {
  /// Numbers the encoder's last layer gives: of variational codes the second half are logarithms
  /// of variances.
  package var encoderOutputs: Int { kind == .variational ? 2 * latents : latents }

  /// object → hidden … → code
  package var encoder: LayerProgram {
    guard linearPath else { return LayerProgram(encoderLayers) }
    return LayerProgram(
      [.push, .reshape(.vector(shape.count)), .dense(outputs: encoderOutputs), .swap]
        + encoderLayers + [.add])
  }

  /// code → … hidden → object
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

  /// Tells codes from normal numbers.
  package static let judge = LayerProgram(dense([128, 128, 1], between: .leaky))

  /// The innermost map of convolutions.
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
