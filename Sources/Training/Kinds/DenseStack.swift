/// Dense layers one after the other, an activation between each two.
struct DenseStack: Sendable {
  let layers: [DenseLayer]
  private let activation: Activation
  /// Multiply-adds for a vector.
  let cost: Int

  /// - Parameters:
  ///   - name: its layers are called name.0, name.1 …
  ///   - widths: of what comes in, of what is between layers, of what goes out
  init(
    _ name: String, _ widths: [Int], _ activation: Activation, in builder: inout NetworkBuilder
  ) {
    var layers: [DenseLayer] = []
    for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      let isLast = index == widths.count - 2
      layers.append(
        DenseLayer(
          "\(name).\(index)", inputs: inputs, outputs: outputs,
          gain: isLast ? 1 : activation.gain, in: &builder))
    }
    self.layers = layers
    self.activation = activation
    cost = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// samples × 1 × inputs → samples × 1 × outputs
  func callAsFunction(_ x: Variable) -> Variable {
    layers.enumerated().reduce(x) { x, layer in
      if layer.offset == layers.count - 1 { return layer.element(x) }
      // This one comes with the product.
      if activation == .leaky { return layer.element(x, activate: true) }
      return activation(layer.element(x))
    }
  }
}
