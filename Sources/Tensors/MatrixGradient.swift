import CKernels

/// The gradient of a matrix of weights, accumulated part by part: the sum over all positions of
/// gradient ⊗ input, in the order of the positions.
package struct MatrixGradient: ~Copyable {
  private let outputs: Int
  private let inputs: Int
  /// outputs × inputs, padded to whole panels
  private let sums: Tensor
  private var begun = false

  package init(outputs: Int, inputs: Int) {
    self.outputs = outputs
    self.inputs = inputs
    sums = Tensor(uninitialized: outputs, 1, Pointwise.padded(inputs))
  }

  /// Adds the contribution of some positions.
  ///
  /// - Parameters:
  ///   - input: positions × inputs
  ///   - gradient: the gradient of the product; positions × outputs
  package mutating func add(_ input: Tensor, gradient: Tensor) {
    precondition(input.positions == gradient.positions)
    precondition(input.channels == inputs && gradient.channels == outputs)
    let scratch = FloatBuffer(count: Int(AEZ_GRADIENT_BLOCK) * (outputs + 8))
    var call = unsafe aez_product_gradient(
      in: input.base, gradient: gradient.base, out: sums.base, scratch: scratch.base,
      rows: input.positions, inputs: inputs, outputs: outputs, in_stride: inputs,
      accumulate: begun)
    unsafe Kernels.current.table.pointee.product_gradient(&call)
    begun = true
  }

  /// The sum, in the weights' shape.
  ///
  /// - Parameter shape: outputs × columns × channels, an output's inputs in columns and channels
  package consuming func finish(like shape: Tensor) -> Tensor {
    precondition(begun && shape.rows == outputs && shape.columns * shape.channels == inputs)
    if sums.channels == inputs {
      return sums.reshaped(rows: outputs, columns: shape.columns, channels: shape.channels)
    }
    return sums.channels(0..<inputs)
      .reshaped(rows: outputs, columns: shape.columns, channels: shape.channels)
  }
}
