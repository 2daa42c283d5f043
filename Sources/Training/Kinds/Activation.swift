import Autodiff
import Networks

extension Activation {
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
  package var gain: Float {
    switch self {
    case .leaky, .relu: Float(2).squareRoot()
    default: 1
    }
  }
}
