import Tensors

/// Builds networks: adds their parameters to a set, with random numbers to begin with.
package struct NetworkBuilder: Sendable {
  package private(set) var parameters = ParameterSet()
  private var noise: NoiseKey

  /// - Parameter seed: of all numbers parameters begin with
  package init(seed: UInt64) {
    noise = NoiseKey(seed: seed)
  }

  /// Weights whose products keep the size of what comes in: normal with a deviation of
  /// gain / √inputs (He et al. 2015).
  ///
  /// - Parameters:
  ///   - inputs: how many products are summed for one output
  ///   - gain: √2 before rectifiers, 1 before other functions
  ///   - rate: what their learning rate is multiplied by
  package mutating func weights(
    _ name: String, rows: Int, columns: Int, channels: Int, inputs: Int, gain: Float,
    rate: Float = 1
  ) -> Parameter {
    let normal = Tensor.normal(
      rows: rows, columns: columns, channels: channels, key: noise.next())
    return parameters.add(name, normal.scaled(by: gain / Float(inputs).squareRoot()), rate: rate)
  }

  /// Numbers that begin as one and the same.
  package mutating func constants(_ name: String, _ count: Int, _ value: Float = 0) -> Parameter {
    parameters.add(
      name,
      Tensor(
        rows: 1, columns: 1, channels: count, values: Array(repeating: value, count: count)))
  }
}
