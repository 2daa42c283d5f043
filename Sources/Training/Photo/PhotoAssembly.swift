import Autodiff
import Tensors

/// Maps the tensors of a model file to parameters and records the inverse mapping.
package struct PhotoAssembly: Sendable {
  /// The location of a parameter in a file.
  package struct Placement: Sendable {
    package let parameter: Parameter
    package let tensor: String
    /// For each number of the parameter, its index in the tensor; nil for the identity.
    package let indices: [Int]?
    /// The initial numbers of a positive tensor; nil for others. The file holds base · e^value. It
    /// never turns negative, and the initial value of zero restores the base exactly.
    package let base: Tensor?
  }

  private(set) var parameters = ParameterSet()
  private(set) var placements: [Placement] = []
  private let weights: PhotoWeights
  private let shapes: [String: [Int]]

  package init(_ weights: PhotoWeights) {
    self.weights = weights
    let tensors = weights.configuration.tensors
    shapes = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.shape) })
  }

  private func values(_ name: String) -> [Float] {
    guard let values = weights.values[name] else { preconditionFailure("no tensor \(name)") }
    return values
  }

  private mutating func add(
    _ name: String, _ tensor: String, rows: Int, columns: Int, indices: [Int]?
  ) -> Parameter {
    let source = values(tensor)
    let numbers = indices.map { $0.map { source[$0] } } ?? source
    let parameter = parameters.add(
      name,
      Tensor(
        rows: rows, columns: columns, channels: numbers.count / (rows * columns),
        values: numbers))
    placements.append(
      Placement(parameter: parameter, tensor: tensor, indices: indices, base: nil))
    return parameter
  }

  /// Adds a table: entries × 1 × channels.
  package mutating func table(_ name: String) -> Parameter {
    let shape = shapes[name] ?? []
    return add(name, name, rows: shape.count > 1 ? shape[0] : 1, columns: 1, indices: nil)
  }

  /// Adds positive numbers, parametrised by the logarithm of their ratio to the file's values.
  ///
  /// - Parameter rate: the factor on the learning rate
  package mutating func positive(_ name: String, rate: Float) -> PositiveTable {
    let shape = shapes[name] ?? []
    let numbers = values(name)
    let rows = shape.count > 1 ? shape[0] : 1
    let base = Tensor(
      rows: rows, columns: 1, channels: numbers.count / rows, values: numbers)
    let parameter = parameters.add(
      name, .zeros(rows: rows, columns: 1, channels: base.channels), rate: rate)
    placements.append(
      Placement(parameter: parameter, tensor: name, indices: nil, base: base))
    return PositiveTable(parameter: parameter, base: base)
  }

  /// Adds a pointwise convolution.
  ///
  /// - Parameters:
  ///   - rows, columns: the file's row of each output and its column of each input; nil for the
  ///     file's order
  ///   - part: the suffix of the parameters' names
  package mutating func dense(
    _ name: String, rows: [Int]? = nil, columns: [Int]? = nil, part: String = ""
  ) -> DenseLayer {
    let shape = shapes[name + ".weight"] ?? []
    let (outputs, inputs) = (rows ?? PhotoOrder.plain(shape[0]), shape[1])
    let order = PhotoOrder.matrix(rows: outputs, columns: columns ?? PhotoOrder.plain(inputs))
    let moved = rows != nil || columns != nil
    return DenseLayer(
      weight: add(
        name + part + ".weight", name + ".weight", rows: outputs.count, columns: 1,
        indices: moved ? order.indices(columns: inputs) : nil),
      bias: add(name + part + ".bias", name + ".bias", rows: 1, columns: 1, indices: rows))
  }

  /// Adds a depthwise filter without its bias: size × size × channels.
  package mutating func filter(_ name: String) -> Parameter {
    let shape = shapes[name + ".weight"] ?? []
    let order = PhotoOrder.filter(taps: shape[1] * shape[2], channels: shape[0])
    return add(
      name + ".weight", name + ".weight", rows: shape[1], columns: shape[2],
      indices: order.indices(columns: 0))
  }

  /// Adds the parameters of a residual block.
  package mutating func block(_ name: String) -> ResidualBlockLayer {
    ResidualBlockLayer(
      enter: dense(name + ".in"), filter: filter(name + ".depthwise"),
      filterBias: table(name + ".depthwise.bias"), leave: dense(name + ".out"),
      widen: dense(name + ".widen"), narrow: dense(name + ".narrow"))
  }
}

/// Positive numbers that are learned in the log domain: entries × 1 × channels.
package struct PositiveTable: Sendable {
  package let parameter: Parameter
  package let base: Tensor

  /// Returns base · e^parameter.
  package func callAsFunction(_ tape: Tape) -> Variable {
    tape.variable(parameter).exponential * tape.constant(base)
  }
}
