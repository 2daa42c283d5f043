import Tensors

/// A residual block, the only nonlinear part of the transforms:
///
///     x += out(depthwise(act(in(x))))
///     x += narrow(act(widen(x)))
struct ResidualBlock: Sendable {
  let enter: Pointwise
  let depthwise: Depthwise
  let leave: Pointwise
  let widen: Pointwise
  let narrow: Pointwise

  /// Maps rows × columns × channels to the same shape. A position depends on its eight neighbours.
  func callAsFunction(_ x: Tensor) -> Tensor {
    x.adding(leave, of: depthwise, enter(x, activate: true)).addingBottleneck(widen, narrow)
  }

  /// Multiply-adds at a position.
  var cost: Int { enter.cost + depthwise.cost + leave.cost + widen.cost + narrow.cost }
}

extension [ResidualBlock] {
  func callAsFunction(_ x: Tensor) -> Tensor {
    reduce(x) { $1($0) }
  }
}
