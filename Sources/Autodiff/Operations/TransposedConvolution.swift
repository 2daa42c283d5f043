import Tensors

/// A transposed convolution: every position adds a patch to a larger picture, as in the gradient of
/// a convolution.
///
///     x    (samples · rows) × columns × inputs
///     W    inputs × size² × outputs, taps in reading order
///     b    1 × outputs
///     out  (samples · height) × width × outputs,
///          height = (rows − 1)·stride − 2·padding + size + outputPadding
///
///     dx = patches(dout) · Wᵀ
///     dW = xᵀ · patches(dout)
///     db = Σ over positions dout
extension Variable {
  /// - Parameters:
  ///   - weights: inputs × size² × outputs
  ///   - bias: outputs numbers, or nil for none
  ///   - outputPadding: rows and columns added below and right; less than the stride
  package func transposedConvolution(
    _ weights: Parameter, bias: Parameter? = nil, stride: Int, padding: Int = 0,
    outputPadding: Int = 0
  ) -> Variable {
    let matrix = tape.matrix(weights)
    let offset = bias.map(tape.variable)
    let size = Int(Double(matrix.values.columns).squareRoot())
    let grown = size + outputPadding - 2 * padding
    let patches = Patches(
      size: size, stride: stride, padding: padding, samples: samples,
      height: (height - 1) * stride + grown, width: (value.columns - 1) * stride + grown,
      channels: matrix.values.channels)
    precondition(patches.rows == height && patches.columns == value.columns)
    let (x, wanted, biased) = (value, learns, bias != nil)
    let out = patches.backProduct(x, matrix.backward)
      .scaled(byChannel: nil, plus: offset?.value)
    let operands = [self, tape.variable(weights)] + [offset].compactMap(\.self)
    return tape.record(out, samples: samples, from: operands, name: "transposedConvolution") {
      gradient in
      let back = wanted ? patches.product(gradient, matrix.forward) : nil
      let sums = patches.weightGradient(gradient, x, like: matrix.values)
      return [back, sums] + (biased ? [gradient.channelSums()] : [])
    }
  }
}
