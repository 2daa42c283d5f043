import Tensors

/// A dense layer or pointwise convolution: inputs → outputs at every position.
package struct DenseLayer: Sendable {
  package let weight: Parameter
  package let bias: Parameter

  /// - Parameters:
  ///   - name: prefix of the parameters name.weight and name.bias
  ///   - gain: see ``NetworkBuilder/weights(_:rows:columns:channels:inputs:gain:rate:)``
  package init(
    _ name: String, inputs: Int, outputs: Int, gain: Float = 1, in builder: inout NetworkBuilder
  ) {
    weight = builder.weights(
      "\(name).weight", rows: outputs, columns: 1, channels: inputs, inputs: inputs, gain: gain)
    bias = builder.constants("\(name).bias", outputs)
  }

  /// Wraps existing parameters: a weight of outputs × 1 × inputs, and a bias of outputs.
  package init(weight: Parameter, bias: Parameter) {
    self.weight = weight
    self.bias = bias
  }

  /// activate(residual + x · Wᵀ + b)
  package func callAsFunction(
    _ x: Variable, adding residual: Variable? = nil, activate: Bool = false
  ) -> Variable {
    x.product(weight, bias: bias, adding: residual, activate: activate)
  }
}

/// A convolution, inputs → outputs, with a stride.
package struct ConvolutionLayer: Sendable {
  package let weight: Parameter
  package let bias: Parameter
  package let size: Int
  package let stride: Int

  /// - Parameters:
  ///   - size: odd; padding keeps the map's size at stride 1
  package init(
    _ name: String, inputs: Int, outputs: Int, size: Int = 3, stride: Int = 1, gain: Float = 1,
    in builder: inout NetworkBuilder
  ) {
    precondition(size % 2 == 1)
    let taps = size * size
    weight = builder.weights(
      "\(name).weight", rows: outputs, columns: taps, channels: inputs, inputs: taps * inputs,
      gain: gain)
    bias = builder.constants("\(name).bias", outputs)
    self.size = size
    self.stride = stride
  }

  package func callAsFunction(_ x: Variable) -> Variable {
    x.convolution(weight, bias: bias, stride: stride, padding: size / 2)
  }
}

/// A transposed convolution, inputs → outputs; the stride enlarges the map.
package struct TransposedConvolutionLayer: Sendable {
  package let weight: Parameter
  package let bias: Parameter
  package let size: Int
  package let stride: Int

  /// - Parameters:
  ///   - size: odd
  package init(
    _ name: String, inputs: Int, outputs: Int, size: Int = 3, stride: Int = 2, gain: Float = 1,
    in builder: inout NetworkBuilder
  ) {
    precondition(size % 2 == 1 && size >= stride)
    let taps = size * size
    // One tap in stride² reaches an output.
    weight = builder.weights(
      "\(name).weight", rows: inputs, columns: taps, channels: outputs,
      inputs: max(taps * inputs / (stride * stride), 1), gain: gain)
    bias = builder.constants("\(name).bias", outputs)
    self.size = size
    self.stride = stride
  }

  package func callAsFunction(_ x: Variable) -> Variable {
    x.transposedConvolution(
      weight, bias: bias, stride: stride, padding: size / 2, outputPadding: stride - 1)
  }
}

/// The photo codec's block: x += out(depthwise(act(in(x)))), x += narrow(act(widen(x))).
package struct ResidualBlockLayer: Sendable {
  private let enter: DenseLayer
  private let filter: Parameter
  private let filterBias: Parameter
  private let leave: DenseLayer
  private let widen: DenseLayer
  private let narrow: DenseLayer

  /// - Parameters:
  ///   - name: prefix of the parameters name.in.weight … name.narrow.bias, as in model files
  ///   - channels: a multiple of 16
  package init(_ name: String, channels n: Int, in builder: inout NetworkBuilder) {
    enter = DenseLayer("\(name).in", inputs: n, outputs: n, in: &builder)
    filter = builder.weights(
      "\(name).depthwise.weight", rows: 3, columns: 3, channels: n, inputs: 9, gain: 1)
    filterBias = builder.constants("\(name).depthwise.bias", n)
    // Small residuals start deep networks near the identity.
    leave = DenseLayer("\(name).out", inputs: n, outputs: n, gain: 0.3, in: &builder)
    widen = DenseLayer("\(name).widen", inputs: n, outputs: 2 * n, in: &builder)
    narrow = DenseLayer("\(name).narrow", inputs: 2 * n, outputs: n, gain: 0.3, in: &builder)
  }

  /// Wraps existing parameters.
  package init(
    enter: DenseLayer, filter: Parameter, filterBias: Parameter, leave: DenseLayer,
    widen: DenseLayer, narrow: DenseLayer
  ) {
    self.enter = enter
    self.filter = filter
    self.filterBias = filterBias
    self.leave = leave
    self.widen = widen
    self.narrow = narrow
  }

  package func callAsFunction(_ x: Variable) -> Variable {
    let filtered = enter(x, activate: true).depthwise(filter, bias: filterBias)
    let y = leave(filtered, adding: x)
    return narrow(widen(y, activate: true), adding: y)
  }
}

/// Builds networks: adds randomly initialised parameters to a set.
package struct NetworkBuilder: Sendable {
  package private(set) var parameters = ParameterSet()
  private var noise: NoiseKey

  /// - Parameter seed: the seed of all initial values
  package init(seed: UInt64) {
    noise = NoiseKey(seed: seed)
  }

  /// Adds weights that preserve the scale of activations: normal with deviation gain / √inputs (He
  /// et al. 2015).
  ///
  /// - Parameters:
  ///   - inputs: the number of products summed for one output
  ///   - gain: √2 before rectifiers, 1 before other functions
  ///   - rate: multiplies the learning rate
  package mutating func weights(
    _ name: String, rows: Int, columns: Int, channels: Int, inputs: Int, gain: Float,
    rate: Float = 1
  ) -> Parameter {
    let normal = Tensor.normal(
      rows: rows, columns: columns, channels: channels, key: noise.next())
    return parameters.add(name, normal.scaled(by: gain / Float(inputs).squareRoot()), rate: rate)
  }

  /// Adds a parameter with one initial value.
  package mutating func constants(_ name: String, _ count: Int, _ value: Float = 0) -> Parameter {
    parameters.add(
      name,
      Tensor(
        rows: 1, columns: 1, channels: count, values: Array(repeating: value, count: count)))
  }
}
