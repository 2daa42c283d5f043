import Tensors

/// The index of a parameter in a set.
package struct Parameter: Sendable, Hashable {
  package let index: Int

  package init(index: Int) {
    self.index = index
  }
}

/// The parameters of a network: named tensors in the order they were added.
///
/// A set is a value: a step reads one, and an optimiser makes the next.
package struct ParameterSet: Sendable {
  private struct Entry: Sendable {
    let name: String
    let rate: Float
    var matrix: PackedMatrix
  }

  private var entries: [Entry] = []

  package init() {}

  package var count: Int { entries.count }

  /// The number of values in all parameters.
  package var size: Int { entries.reduce(0) { $0 + $1.matrix.values.count } }

  /// Adds a parameter.
  ///
  /// - Parameters:
  ///   - name: a unique name for files and errors
  ///   - value: the initial value
  ///   - rate: multiplies the learning rate
  package mutating func add(_ name: String, _ value: Tensor, rate: Float = 1) -> Parameter {
    precondition(!entries.contains { $0.name == name }, "two parameters are called \(name)")
    entries.append(Entry(name: name, rate: rate, matrix: PackedMatrix(value)))
    return Parameter(index: entries.count - 1)
  }

  package var all: [Parameter] { entries.indices.map { Parameter(index: $0) } }

  package func name(_ parameter: Parameter) -> String { entries[parameter.index].name }

  package func rate(_ parameter: Parameter) -> Float { entries[parameter.index].rate }

  package func value(_ parameter: Parameter) -> Tensor { value(at: parameter.index) }

  /// Returns the parameter with a name; nil if there is none.
  package func named(_ name: String) -> Parameter? {
    entries.firstIndex { $0.name == name }.map { Parameter(index: $0) }
  }

  /// Replaces a value by one of the same shape.
  package mutating func set(_ parameter: Parameter, to value: Tensor) {
    precondition(value.hasShape(of: self.value(parameter)))
    entries[parameter.index].matrix = PackedMatrix(value)
  }

  package func value(at index: Int) -> Tensor { entries[index].matrix.values }

  package func name(at index: Int) -> String { entries[index].name }

  package func matrix(_ parameter: Parameter) -> PackedMatrix { entries[parameter.index].matrix }
}
