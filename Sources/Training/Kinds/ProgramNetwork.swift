import Autodiff
import Networks

/// A trainable layer program, whose counterpart for inference is `SampleNetwork`.
package struct ProgramNetwork: Sendable {
  fileprivate struct Step: Sendable {
    let placed: PlacedLayer
    /// Nil if the layer has no weights.
    let weights: (weight: Parameter, bias: Parameter)?
    /// Whether the activation that follows, possibly fused with the layer, is leaky.
    let isBeforeLeaky: Bool
  }

  private let steps: [Step]
  package let layers: [PlacedLayer]

  /// - Parameters:
  ///   - name: the prefix of the parameters: name.0.weight, name.0.bias, name.1.weight …
  ///   - input: the shape of one input sample
  ///   - firstRate: the factor on the learning rate of the first weights
  package init(
    _ program: LayerProgram, _ name: String, input: SampleShape, firstRate: Float = 1,
    in builder: inout NetworkBuilder
  ) throws(SettingsError) {
    do throws(ModelError) {
      layers = try program.placed(on: input)
    } catch {
      throw .impossible(error)
    }
    var steps: [Step] = []
    for (index, layer) in layers.enumerated() {
      let next = index + 1 < layers.count ? layers[index + 1].layer : nil
      let gain: Float = if case .function(let function) = next { function.gain } else { 1 }
      steps.append(
        Step(
          placed: layer,
          weights: layer.weights(
            named: name, gain: gain, rate: layer.weights?.number == 0 ? firstRate : 1,
            in: &builder),
          isBeforeLeaky: next == .function(.leaky)))
    }
    self.steps = steps
  }

  /// The weights of the first layer, and of the last, that has any.
  package var first: (weight: Parameter, bias: Parameter)? {
    steps.lazy.compactMap(\.weights).first
  }
  package var last: (weight: Parameter, bias: Parameter)? { steps.lazy.compactMap(\.weights).last }

  /// Maps (samples · height) × width × channels from the first layer's shape to the last's.
  package func callAsFunction(_ x: Variable) -> Variable { run(x) { _, _ in } }

  /// Returns the output of the last layer.
  ///
  /// - Parameter visit: receives the index and the output of each layer
  package func run(_ x: Variable, _ visit: (Int, Variable) -> Void) -> Variable {
    var (x, isDone) = (x, false)
    var stack: [Variable] = []
    for (number, step) in steps.enumerated() {
      // A dense layer already applies the activation that follows it.
      if !isDone { x = step(x, &stack) }
      isDone = !isDone && step.activatesItself
      visit(number, x)
    }
    return x
  }
}

extension ProgramNetwork.Step {
  package var activatesItself: Bool {
    if case .dense = placed.layer { isBeforeLeaky } else { false }
  }

  package func callAsFunction(_ x: Variable, _ stack: inout [Variable]) -> Variable {
    switch (placed.layer, weights) {
    case (.dense, let weights?):
      return x.product(weights.weight, bias: weights.bias, activate: activatesItself)
    case (.convolution(_, let stride), let weights?):
      return x.convolution(weights.weight, bias: weights.bias, stride: stride, padding: 1)
    case (.transposedConvolution, let weights?):
      return x.transposedConvolution(
        weights.weight, bias: weights.bias, stride: 2, padding: 1, outputPadding: 1)
    case (.maxima, _): return x.maximaPooled(by: 2).maxima
    case (.repeated, _): return x.repeated(by: 2)
    case (.unblocked(let factor), _): return x.unblocked(by: factor)
    case (.unfolded, _): return x.unfolded()
    case (.push, _):
      stack.append(x)
      return x
    case (.swap, _):
      let top = stack.removeLast()
      stack.append(x)
      return top
    case (.add, _): return stack.removeLast() + x
    case (.reshape(let shape), _):
      return x.reshaped(height: shape.height, width: shape.width, channels: shape.channels)
    case (.function(let function), _): return function(x)
    default: preconditionFailure("a layer without its weights")
    }
  }
}

extension PlacedLayer {
  /// Creates weights of outputs × 9 or 1 × inputs; transposed convolutions swap outputs and inputs.
  fileprivate func weights(
    named name: String, gain: Float, rate: Float, in builder: inout NetworkBuilder
  ) -> (weight: Parameter, bias: Parameter)? {
    guard let weights else { return nil }
    let (first, last) = (weights.shape[0], weights.shape[weights.shape.count - 1])
    let taps = weights.shape.count == 4 ? 9 : 1
    let summed =
      switch layer {
      // Each output receives one in four of the nine taps.
      case .transposedConvolution: max(taps * first / 4, 1)
      default: taps * last
      }
    let prefix = "\(name).\(weights.number)"
    let weight = builder.weights(
      "\(prefix).weight", rows: first, columns: taps, channels: last, inputs: summed, gain: gain,
      rate: rate)
    return (weight, builder.constants("\(prefix).bias", weights.bias))
  }
}
