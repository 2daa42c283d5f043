import CKernels

/// A pointwise (1×1) convolution: a matrix product at every position, with bias.
///
/// Each output is one chain of fused multiply-adds: bias first, then input channel 0, 1, 2 …
package struct Pointwise: Sendable {
  package let inputs: Int
  package let outputs: Int
  let weights: FloatBuffer
  let bias: FloatBuffer

  /// - Parameters:
  ///   - weights: outputs × inputs, an output's weights contiguous
  ///   - bias: one number for each output
  package init(weights source: [Float], bias offsets: [Float]) {
    let outputs = offsets.count
    precondition(outputs > 0 && !source.isEmpty && source.count % outputs == 0)
    let inputs = source.count / outputs
    weights = unsafe source.withUnsafeBufferPointer {
      unsafe Self.packed($0.baseAddress.unsafelyUnwrapped, outputs: outputs, inputs: inputs)
    }
    bias = FloatBuffer(count: Self.padded(outputs))
    unsafe bias.base.update(repeating: 0, count: bias.count)
    for output in 0..<outputs { unsafe bias.base[output] = offsets[output] }
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Packs weights in the kernel's order: panels of outputs, padded with zeros, input by input.
  ///
  /// - Parameter source: outputs × inputs
  static func packed(
    _ source: UnsafePointer<Float>, outputs: Int, inputs: Int
  ) -> FloatBuffer {
    let panel = Int(AEZ_PANEL)
    let packed = FloatBuffer(count: padded(outputs) * inputs)
    for first in stride(from: 0, to: outputs, by: panel) {
      let lanes = min(panel, outputs - first)
      for input in 0..<inputs {
        let from = unsafe source + first * inputs + input
        let to = unsafe packed.base + first * inputs + input * panel
        for lane in 0..<lanes { unsafe to[lane] = unsafe from[lane * inputs] }
        for lane in lanes..<panel { unsafe to[lane] = 0 }
      }
    }
    return packed
  }

  /// The number of outputs rounded up to whole panels.
  static func padded(_ count: Int) -> Int {
    (count + Int(AEZ_PANEL) - 1) / Int(AEZ_PANEL) * Int(AEZ_PANEL)
  }

  /// A layer of packed weights and a padded bias.
  init(inputs: Int, outputs: Int, weights: FloatBuffer, bias: FloatBuffer) {
    self.inputs = inputs
    self.outputs = outputs
    self.weights = weights
    self.bias = bias
  }

  /// Multiply-adds at a position.
  package var cost: Int { inputs * outputs }

  /// Computes activate(residual + self(input)) at every position.
  ///
  /// - Parameters:
  ///   - input: rows × columns × inputs
  ///   - residual: rows × columns × outputs, added last, before activation
  ///   - activate: whether max(x, 0.1·x) follows
  /// - Returns: rows × columns × outputs
  package func callAsFunction(
    _ input: Tensor, adding residual: Tensor? = nil, activate: Bool = false
  ) -> Tensor {
    precondition(input.channels == inputs, "input has other channels than the weights")
    let output = Tensor(uninitialized: input.rows, input.columns, outputs)
    if let residual { precondition(residual.count == output.count, "residual of another shape") }
    unsafe multiply(
      input.base, stride: inputs, positions: input.positions, residual: residual?.base,
      into: output.base, stride: outputs, activate: activate)
    return output
  }

  /// Computes the product at every `step`-th position of one row, from column `first` on.
  ///
  /// - Returns: 1 × computed positions × outputs
  package func row(_ row: Int, of input: Tensor, from first: Int, step: Int) -> Tensor {
    precondition(input.channels == inputs && row < input.rows && first < input.columns)
    let taken = (input.columns - first + step - 1) / step
    let output = Tensor(uninitialized: 1, taken, outputs)
    unsafe multiply(
      input.base + (row * input.columns + first) * inputs, stride: step * inputs,
      positions: taken, residual: nil, into: output.base, stride: outputs, activate: false)
    return output
  }

  func multiply(
    _ input: UnsafePointer<Float>, stride: Int, positions: Int,
    residual: UnsafePointer<Float>?, into output: UnsafeMutablePointer<Float>,
    stride outputStride: Int, activate: Bool
  ) {
    var product = unsafe aez_product(
      in: input, weights: weights.base, bias: bias.base, residual: residual, out: output,
      rows: positions, inputs: inputs, outputs: outputs, in_stride: stride,
      out_stride: outputStride, segments: 1, segment_stride: 0, activate: activate)
    unsafe Kernels.current.table.pointee.product(&product)
  }
}
