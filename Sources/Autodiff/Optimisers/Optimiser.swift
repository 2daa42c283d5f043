import Tensors

/// Updates parameters by their gradients.
package protocol Optimiser: Sendable {
  /// Performs one step of descent.
  ///
  /// - Parameters:
  ///   - gradients: one per parameter, in the set's order
  ///   - rate: the learning rate, before a parameter's own factor
  mutating func update(_ parameters: inout ParameterSet, gradients: [Tensor], rate: Float)

  /// The state that a resumed run needs.
  var state: OptimiserState { get set }
}

/// The state of an optimiser between steps.
package struct OptimiserState: Sendable {
  /// The number of steps made.
  package var steps: Int
  /// Velocities, or first and then second moments, each in the order of the parameters.
  package var tensors: [Tensor]

  package init(steps: Int = 0, tensors: [Tensor] = []) {
    self.steps = steps
    self.tensors = tensors
  }
}

/// Gradient descent with momentum: v ← momentum · v + g, value ← value − rate · v.
package struct GradientDescent: Optimiser {
  package let momentum: Float
  package var state = OptimiserState()

  package init(momentum: Float = 0) {
    self.momentum = momentum
  }

  package mutating func update(
    _ parameters: inout ParameterSet, gradients: [Tensor], rate: Float
  ) {
    state.tensors =
      state.tensors.isEmpty
      ? gradients
      : zip(state.tensors, gradients).map { $0.scaled(by: momentum).combined(.sum, $1) }
    state.steps += 1
    for (parameter, velocity) in zip(parameters.all, state.tensors) {
      let step = velocity.scaled(by: -rate * parameters.rate(parameter))
      parameters.set(parameter, to: parameters.value(parameter).combined(.sum, step))
    }
  }
}

/// Adam (Kingma & Ba 2015), with bias correction of both moments.
package struct Adam: Optimiser {
  package let beta1: Float
  package let beta2: Float
  package let epsilon: Float
  package var state = OptimiserState()

  package init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  package mutating func update(
    _ parameters: inout ParameterSet, gradients: [Tensor], rate: Float
  ) {
    let count = parameters.count
    if state.tensors.isEmpty {
      let zeros = gradients.map { $0.scaled(by: 0) }
      state.tensors = zeros + zeros
    }
    state.steps += 1
    let powers = (first: Self.power(beta1, state.steps), second: Self.power(beta2, state.steps))
    for (index, parameter) in parameters.all.enumerated() {
      let ownRate = Double(rate * parameters.rate(parameter))
      let step = AdamStep(
        beta1: beta1, beta2: beta2, rate: Float(ownRate / (1 - powers.first)),
        secondScale: Float(1 / (1 - powers.second)), epsilon: epsilon)
      var moments = (first: state.tensors[index], second: state.tensors[count + index])
      let next = step(
        parameters.value(parameter), gradient: gradients[index], moments: &moments)
      (state.tensors[index], state.tensors[count + index]) = moments
      parameters.set(parameter, to: next)
    }
  }

  /// Computes powers by squaring, as C libraries differ in pow.
  private static func power(_ base: Float, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, Double(base), exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}

extension [Tensor] {
  /// The norm of all gradients as one vector.
  package var norm: Double {
    reduce(0) { $0 + $1.dots($1, samples: 1)[0] }.squareRoot()
  }

  /// Scales all gradients down if their joint norm exceeds a limit.
  package func clipped(norm limit: Double) -> [Tensor] {
    let norm = norm
    guard norm > limit else { return self }
    return map { $0.scaled(by: Float(limit / norm)) }
  }
}
