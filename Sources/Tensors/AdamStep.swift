import CKernels

/// One step of Adam (Kingma & Ba 2015) on one tensor.
package struct AdamStep: Sendable {
  package let beta1: Float
  package let beta2: Float
  /// The learning rate times the bias correction of the first moment.
  package let rate: Float
  /// The bias correction of the second moment.
  package let secondScale: Float
  package let epsilon: Float

  package init(beta1: Float, beta2: Float, rate: Float, secondScale: Float, epsilon: Float) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.rate = rate
    self.secondScale = secondScale
    self.epsilon = epsilon
  }

  /// Computes m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², value ← value − rate · m / (√(v · scale) + ε).
  ///
  /// - Parameters:
  ///   - moments: the first and the second moment, which are updated
  ///   - gradient: the value's shape
  package func callAsFunction(
    _ value: Tensor, gradient: Tensor, moments: inout (first: Tensor, second: Tensor)
  ) -> Tensor {
    precondition(value.hasShape(of: gradient) && value.hasShape(of: moments.first))
    let (rows, columns, channels) = (value.rows, value.columns, value.channels)
    let new = (
      first: Tensor(uninitialized: rows, columns, channels),
      second: Tensor(uninitialized: rows, columns, channels)
    )
    let output = Tensor(uninitialized: rows, columns, channels)
    var call = unsafe aez_adam(
      out: output.base, new_m: new.first.base, new_v: new.second.base, value: value.base,
      m: moments.first.base, v: moments.second.base, gradient: gradient.base, beta1: beta1,
      beta2: beta2, rate: rate, v_scale: secondScale, epsilon: epsilon, count: value.count)
    unsafe Kernels.current.table.pointee.adam(&call)
    moments = new
    return output
  }
}
