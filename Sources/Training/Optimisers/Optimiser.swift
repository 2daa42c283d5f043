import Tensors

/// Turns gradients into the next parameters.
package protocol Optimiser: Sendable {
  /// Makes one step downhill.
  ///
  /// - Parameters:
  ///   - gradients: one a parameter, in the set's order
  ///   - rate: the learning rate, before a parameter's own factor
  mutating func update(_ parameters: inout ParameterSet, gradients: [Tensor], rate: Float)
}

/// Gradient descent with momentum: v ← momentum · v + g, value ← value − rate · v.
package struct GradientDescent: Optimiser {
  package let momentum: Float
  private var velocities: [Tensor] = []

  package init(momentum: Float = 0) {
    self.momentum = momentum
  }

  package mutating func update(
    _ parameters: inout ParameterSet, gradients: [Tensor], rate: Float
  ) {
    velocities =
      velocities.isEmpty
      ? gradients
      : zip(velocities, gradients).map { $0.scaled(by: momentum).combined(.sum, $1) }
    for (parameter, velocity) in zip(parameters.all, velocities) {
      let step = velocity.scaled(by: -rate * parameters.rate(parameter))
      parameters.set(parameter, to: parameters.value(parameter).combined(.sum, step))
    }
  }
}

/// Adam (Kingma & Ba 2015), with both moments' corrections.
package struct Adam: Optimiser {
  package let beta1: Float
  package let beta2: Float
  package let epsilon: Float
  private var moments: [(first: Tensor, second: Tensor)] = []
  // The betas' powers, by multiplication, as C libraries differ in pow.
  private var powers: (first: Double, second: Double) = (1, 1)

  package init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  package mutating func update(
    _ parameters: inout ParameterSet, gradients: [Tensor], rate: Float
  ) {
    if moments.isEmpty { moments = gradients.map { ($0.scaled(by: 0), $0.scaled(by: 0)) } }
    powers = (powers.first * Double(beta1), powers.second * Double(beta2))
    for (index, parameter) in parameters.all.enumerated() {
      let ownRate = Double(rate * parameters.rate(parameter))
      let step = AdamStep(
        beta1: beta1, beta2: beta2, rate: Float(ownRate / (1 - powers.first)),
        secondScale: Float(1 / (1 - powers.second)), epsilon: epsilon)
      let next = step(
        parameters.value(parameter), gradient: gradients[index], moments: &moments[index])
      parameters.set(parameter, to: next)
    }
  }
}
