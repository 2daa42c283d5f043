import Tensors

/// The only nonlinear part of the codec:
///
///     x += out(depthwise(act(in(x))))
///     x += narrow(act(widen(x)))
struct ResidualBlock: Sendable {
  let enter: Pointwise
  let depthwise: Depthwise
  let leave: Pointwise
  let widen: Pointwise
  let narrow: Pointwise

  /// rows × columns × channels, in and out. A position of the result sees one further each side.
  func callAsFunction(_ x: Tensor) -> Tensor {
    x.adding(leave, of: depthwise, enter(x, activate: true)).addingBottleneck(widen, narrow)
  }

  /// Multiply-adds a position costs.
  var cost: Int { enter.cost + depthwise.cost + leave.cost + widen.cost + narrow.cost }
}

extension [ResidualBlock] {
  func callAsFunction(_ x: Tensor) -> Tensor {
    reduce(x) { $1($0) }
  }
}
