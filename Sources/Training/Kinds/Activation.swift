/// The function that follows a layer.
package enum Activation: String, Sendable, Codable, CaseIterable {
  /// `leaky` is max(x, 0.1·x).
  case identity, leaky, relu, sigmoid, tanh, softplus

  package func callAsFunction(_ x: Variable) -> Variable {
    switch self {
    case .identity: x
    case .leaky: x.leaky
    case .relu: x.relu
    case .sigmoid: x.sigmoid
    case .tanh: x.tanh
    case .softplus: x.softplus
    }
  }

  /// What keeps numbers' size where it follows.
  var gain: Float {
    switch self {
    case .leaky, .relu: Float(2).squareRoot()
    default: 1
    }
  }
}
