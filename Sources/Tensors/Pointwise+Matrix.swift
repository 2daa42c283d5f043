import CKernels

// Training makes layers from tensors anew at every step. A matrix of weights is a tensor with a row
// for each output, whose columns and channels are its weights.
extension Pointwise {
  /// The product with a matrix.
  ///
  /// - Parameters:
  ///   - matrix: outputs × anything × anything, the inputs of an output contiguous
  ///   - bias: one number for each output; zeros if nil
  package init(matrix: Tensor, bias: Tensor? = nil) {
    let (outputs, inputs) = (matrix.rows, matrix.columns * matrix.channels)
    let packed = unsafe Self.packed(matrix.base, outputs: outputs, inputs: inputs)
    self.init(
      inputs: inputs, outputs: outputs, weights: packed, bias: Self.paddedBias(bias, outputs))
  }

  /// The product with a matrix's transpose, without bias: outputs become inputs.
  ///
  /// - Parameter matrix: inputs × anything × anything, as for the layer whose gradients it
  ///   propagates back
  package init(transposing matrix: Tensor) {
    let (inputs, outputs) = (matrix.rows, matrix.columns * matrix.channels)
    let panel = Int(AEZ_PANEL)
    let packed = FloatBuffer(count: Self.padded(outputs) * inputs)
    for first in stride(from: 0, to: outputs, by: panel) {
      let lanes = min(panel, outputs - first)
      for input in 0..<inputs {
        let from = unsafe matrix.base + input * outputs + first
        let to = unsafe packed.base + first * inputs + input * panel
        unsafe to.update(from: from, count: lanes)
        for lane in lanes..<panel { unsafe to[lane] = 0 }
      }
    }
    self.init(
      inputs: inputs, outputs: outputs, weights: packed, bias: Self.paddedBias(nil, outputs))
  }

  /// The same product with another bias.
  package func biased(by bias: Tensor?) -> Pointwise {
    guard let bias else { return self }
    return Pointwise(
      inputs: inputs, outputs: outputs, weights: weights, bias: Self.paddedBias(bias, outputs))
  }

  private static func paddedBias(_ bias: Tensor?, _ outputs: Int) -> FloatBuffer {
    let buffer = FloatBuffer(count: padded(outputs))
    unsafe buffer.base.update(repeating: 0, count: buffer.count)
    if let bias {
      precondition(bias.count == outputs, "one bias an output")
      unsafe buffer.base.update(from: bias.base, count: outputs)
    }
    return buffer
  }
}
