import Tensors

/// The function that follows a layer.
package enum Activation: String, Sendable, Codable, CaseIterable {
  /// `leaky` is max(x, 0.1·x).
  case identity, leaky, relu, sigmoid, tanh, softplus
}

extension Tensor {
  /// The function of every number.
  func applying(_ activation: Activation) -> Tensor {
    switch activation {
    case .identity: self
    case .leaky: activated()
    case .relu: mapped(.relu)
    case .sigmoid: mapped(.sigmoid)
    case .tanh: mapped(.tanh)
    case .softplus: mapped(.softplus)
    }
  }
}
