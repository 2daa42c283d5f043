import Tensors

/// Records operations for reverse-mode automatic differentiation.
///
/// A tape belongs to one task. Every operation appends how the gradient of its value becomes
/// gradients of its operands. ``backward(from:weight:)`` runs from the last operation to the first.
package final class Tape {
  /// An operation, which maps the gradient of its value to those of its operands.
  package struct Step {
    package let operands: [Int?]
    package let backward: (Tensor) -> [Tensor?]
  }

  private let parameters: ParameterSet
  private var steps: [Step?] = []
  private var positions: [Int?]
  private let recording: Bool
  private var noise: NoiseKey
  /// The first operation whose value held an infinity or NaN, if the tape checks.
  private(set) package var firstNotFinite: FaultyOperation?
  private let checking: Bool
  private var isFrozen = false
  /// Numbers that a loss reports besides itself, by name.
  private(set) package var reports: [String: Double] = [:]

  /// - Parameters:
  ///   - parameters: the current values of the parameters
  ///   - noise: the key of the random numbers of operations
  ///   - recording: whether to record operations for ``backward(from:weight:)``
  ///   - checking: whether to look for the first value that is not finite, at some cost
  package init(
    _ parameters: ParameterSet, noise: NoiseKey = NoiseKey(seed: 0), recording: Bool = true,
    checking: Bool = false
  ) {
    self.parameters = parameters
    self.noise = noise
    self.recording = recording
    self.checking = checking
    positions = Array(repeating: nil, count: parameters.count)
  }

  /// Adds a value without gradient, such as data or masks.
  ///
  /// - Parameters:
  ///   - value: (samples · height) × width × channels
  ///   - samples: the number of stacked pictures
  package func constant(_ value: Tensor, samples: Int = 1) -> Variable {
    Variable(value: value, samples: samples, index: nil, tape: self)
  }

  /// Adds a value that is no parameter but has a gradient.
  ///
  /// - Parameters:
  ///   - value: (samples · height) × width × channels
  ///   - samples: the number of stacked pictures
  ///   - take: receives the gradient; not called if the loss does not depend on the value
  package func watched(
    _ value: Tensor, samples: Int, take: @escaping (Tensor) -> Void
  ) -> Variable {
    let index = append(
      Step(operands: []) { gradient in
        take(gradient)
        return []
      })
    return Variable(value: value, samples: samples, index: index, tape: self)
  }

  /// A parameter as a variable, always the same one.
  package func variable(_ parameter: Parameter) -> Variable {
    if isFrozen { return constant(parameters.value(parameter)) }
    let index = positions[parameter.index] ?? append(Step(operands: []) { _ in [] })
    positions[parameter.index] = index
    return Variable(
      value: parameters.value(parameter), samples: 1, index: index, tape: self)
  }

  /// Runs `body` with parameters that get no gradient.
  package func withoutLearning<Result>(_ body: () -> Result) -> Result {
    let before = isFrozen
    isFrozen = true
    defer { isFrozen = before }
    return body()
  }

  /// The packed forms of a matrix parameter, shared by all tapes of a step.
  package func matrix(_ parameter: Parameter) -> PackedMatrix { parameters.matrix(parameter) }

  /// Reports a number besides the loss: a mean over the samples of the shard.
  package func report(_ name: String, _ number: Double) { reports[name] = number }

  /// Draws a new key for the random numbers of an operation.
  package func drawKey() -> UInt64 { noise.next() }

  /// Appends an operation.
  ///
  /// The closure must capture tensors, not variables: a variable holds the tape, which would retain
  /// itself.
  ///
  /// - Parameters:
  ///   - value: the result
  ///   - samples: the number of stacked pictures
  ///   - operands: the inputs
  ///   - name: identifies the operation in faults
  ///   - backward: maps the gradient of the value to those of the operands, nil for operands that
  ///     need none
  package func record(
    _ value: Tensor, samples: Int, from operands: [Variable], name: String = #function,
    backward: @escaping (Tensor) -> [Tensor?]
  ) -> Variable {
    if checking, firstNotFinite == nil, !value.isFinite {
      firstNotFinite = FaultyOperation(name: name, layer: layer(of: operands))
    }
    guard recording, operands.contains(where: \.learns) else {
      return Variable(value: value, samples: samples, index: nil, tape: self)
    }
    let index = append(Step(operands: operands.map(\.index), backward: backward))
    return Variable(value: value, samples: samples, index: index, tape: self)
  }

  private func append(_ step: Step) -> Int {
    steps.append(step)
    return steps.count - 1
  }

  private func layer(of operands: [Variable]) -> String? {
    let found = operands.compactMap { operand in
      positions.firstIndex { $0 != nil && $0 == operand.index }
    }
    return found.first.map { parameters.name(at: $0) }
  }
}

extension Tape {
  /// Computes the gradients of a loss with respect to all parameters. The tape is used up.
  ///
  /// - Parameters:
  ///   - loss: one number
  ///   - weight: multiplies the gradients
  /// - Returns: one gradient per parameter, in the set's order; zeros if the loss does not depend
  ///   on it
  package func backward(from loss: Variable, weight: Float = 1) -> [Tensor] {
    precondition(loss.value.count == 1, "a loss is one number")
    var gradients = [Tensor?](repeating: nil, count: steps.count)
    if let index = loss.index {
      gradients[index] = Tensor(rows: 1, columns: 1, channels: 1, values: [weight])
    }
    let kept = Set(positions.compactMap(\.self))
    for index in steps.indices.reversed() {
      guard let step = steps[index] else { continue }
      steps[index] = nil
      guard !kept.contains(index), let gradient = gradients[index] else { continue }
      gradients[index] = nil
      for (operand, part) in zip(step.operands, step.backward(gradient)) {
        guard let operand, let part else { continue }
        gradients[operand] = gradients[operand].map { $0.combined(.sum, part) } ?? part
      }
    }
    return positions.enumerated().map { parameter, index in
      let shape = parameters.value(at: parameter)
      return index.flatMap { gradients[$0] }
        ?? .zeros(rows: shape.rows, columns: shape.columns, channels: shape.channels)
    }
  }
}

/// An operation with a non-finite value, and the first parameter that it used.
package struct FaultyOperation: Sendable, Equatable {
  package let name: String
  package let layer: String?
}
