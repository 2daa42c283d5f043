import Tensors

/// What happened to some numbers, so that it can be walked backwards: reverse-mode automatic
/// differentiation.
///
/// A tape belongs to one task. Every operation appends how its value's gradient becomes gradients
/// of its operands; ``backward(from:)`` walks from the last operation to the first.
package final class Tape {
  /// An operation: what turns the gradient of its value into one for each operand.
  package struct Step {
    package let operands: [Int?]
    package let backward: (Tensor) -> [Tensor?]
  }

  private let parameters: ParameterSet
  private var steps: [Step?] = []
  private var places: [Int?]
  private let recording: Bool
  private var noise: NoiseKey
  /// The first operation whose value held an infinity or NaN, where the tape looks for it.
  private(set) package var firstNotFinite: FaultyOperation?
  private let checking: Bool
  private var isFrozen = false
  /// Numbers a loss tells beside itself, by name.
  private(set) package var reports: [String: Double] = [:]

  /// - Parameters:
  ///   - parameters: what is learned, read only
  ///   - noise: where random numbers begin
  ///   - recording: whether gradients will be asked for; without, nothing is kept
  ///   - checking: whether to look for the first value that is not finite, at some cost
  package init(
    _ parameters: ParameterSet, noise: NoiseKey = NoiseKey(seed: 0), recording: Bool = true,
    checking: Bool = false
  ) {
    self.parameters = parameters
    self.noise = noise
    self.recording = recording
    self.checking = checking
    places = Array(repeating: nil, count: parameters.count)
  }

  /// A number nothing is learned about: data, masks.
  ///
  /// - Parameters:
  ///   - value: (samples · height) × width × channels
  ///   - samples: how many pictures are stacked in it
  package func constant(_ value: Tensor, samples: Int = 1) -> Variable {
    Variable(value: value, samples: samples, place: nil, tape: self)
  }

  /// A number that is no parameter, though its gradient is wanted.
  ///
  /// - Parameters:
  ///   - value: (samples · height) × width × channels
  ///   - samples: how many pictures are stacked in it
  ///   - take: is given the gradient as the tape is walked backwards; not called where the loss
  ///     does not depend on the number
  package func watched(
    _ value: Tensor, samples: Int, take: @escaping (Tensor) -> Void
  ) -> Variable {
    let place = append(
      Step(operands: []) { gradient in
        take(gradient)
        return []
      })
    return Variable(value: value, samples: samples, place: place, tape: self)
  }

  /// A parameter as a variable; the same one however often it is asked for.
  package func variable(_ parameter: Parameter) -> Variable {
    if isFrozen { return constant(parameters.value(parameter)) }
    let place = places[parameter.index] ?? append(Step(operands: []) { _ in [] })
    places[parameter.index] = place
    return Variable(
      value: parameters.value(parameter), samples: 1, place: place, tape: self)
  }

  /// What `body` gives, through parameters that do not learn from it.
  package func withoutLearning<Result>(_ body: () -> Result) -> Result {
    let before = isFrozen
    isFrozen = true
    defer { isFrozen = before }
    return body()
  }

  /// The packed forms of a parameter that is a matrix, shared by all tapes of a step.
  package func matrix(_ parameter: Parameter) -> PackedMatrix { parameters.matrix(parameter) }

  /// Tells a number beside the loss: like that, a mean over the samples of the shard.
  package func report(_ name: String, _ number: Double) { reports[name] = number }

  /// A key for as many random numbers as an operation wants, another one each time.
  package func drawKey() -> UInt64 { noise.next() }

  /// Appends an operation.
  ///
  /// The closure must hold tensors, not variables: those hold the tape, which would then hold
  /// itself.
  ///
  /// - Parameters:
  ///   - value: what it gave
  ///   - samples: how many pictures are stacked in it
  ///   - operands: what it was given
  ///   - name: what a fault is reported under
  ///   - backward: turns the gradient of the value into those of the operands, nil where an
  ///     operand has no use for one
  package func record(
    _ value: Tensor, samples: Int, from operands: [Variable], name: String = #function,
    backward: @escaping (Tensor) -> [Tensor?]
  ) -> Variable {
    if checking, firstNotFinite == nil, !value.isFinite {
      firstNotFinite = FaultyOperation(name: name, layer: layer(of: operands))
    }
    guard recording, operands.contains(where: \.learns) else {
      return Variable(value: value, samples: samples, place: nil, tape: self)
    }
    let place = append(Step(operands: operands.map(\.place), backward: backward))
    return Variable(value: value, samples: samples, place: place, tape: self)
  }

  private func append(_ step: Step) -> Int {
    steps.append(step)
    return steps.count - 1
  }

  private func layer(of operands: [Variable]) -> String? {
    let found = operands.compactMap { operand in
      places.firstIndex { $0 != nil && $0 == operand.place }
    }
    return found.first.map { parameters.name(at: $0) }
  }
}

extension Tape {
  /// The gradients of a number with respect to all parameters. The tape is used up.
  ///
  /// - Parameters:
  ///   - loss: one number
  ///   - weight: what the gradients are multiplied by
  /// - Returns: one gradient a parameter, in the set's order; zeros where the loss does not
  ///   depend on it
  package func backward(from loss: Variable, weight: Float = 1) -> [Tensor] {
    precondition(loss.value.count == 1, "a loss is one number")
    var gradients = [Tensor?](repeating: nil, count: steps.count)
    if let place = loss.place {
      gradients[place] = Tensor(rows: 1, columns: 1, channels: 1, values: [weight])
    }
    let kept = Set(places.compactMap(\.self))
    for place in steps.indices.reversed() {
      guard let step = steps[place] else { continue }
      steps[place] = nil
      guard !kept.contains(place), let gradient = gradients[place] else { continue }
      gradients[place] = nil
      for (operand, part) in zip(step.operands, step.backward(gradient)) {
        guard let operand, let part else { continue }
        gradients[operand] = gradients[operand].map { $0.combined(.sum, part) } ?? part
      }
    }
    return places.enumerated().map { index, place in
      let shape = parameters.value(at: index)
      return place.flatMap { gradients[$0] }
        ?? .zeros(rows: shape.rows, columns: shape.columns, channels: shape.channels)
    }
  }
}

/// An operation whose value was not finite, and the first parameter it used.
package struct FaultyOperation: Sendable, Equatable {
  package let name: String
  package let layer: String?
}
