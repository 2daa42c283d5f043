/// A pointwise convolution whose outputs are laid out as r×r blocks of positions ("pixel shuffle",
/// Shi et al. 2016): channel c·r·r + dy·r + dx goes to channel c of the position (dy, dx) of the
/// block.
///
/// Each of the r·r positions of the block is computed by a product that writes directly to it.
package struct ShuffledPointwise: Sendable {
  private let factor: Int
  private let parts: [Pointwise]

  package var inputs: Int { parts[0].inputs }

  /// Channels of a position of the result.
  package var channels: Int { parts[0].outputs }

  /// Multiply-adds at a position of the input.
  package var cost: Int { parts.reduce(0) { $0 + $1.cost } }

  /// - Parameters:
  ///   - weights: (channels · r · r) × inputs, in pixel shuffle's order
  ///   - bias: channels · r · r
  ///   - factor: r
  package init(weights: [Float], bias: [Float], factor: Int) {
    let block = factor * factor
    precondition(bias.count % block == 0)
    let inputs = weights.count / bias.count
    self.factor = factor
    parts = (0..<block).map { offset in
      let rows = stride(from: offset, to: bias.count, by: block)
      return Pointwise(
        weights: rows.flatMap { weights[$0 * inputs..<($0 + 1) * inputs] },
        bias: rows.map { bias[$0] })
    }
  }

  /// Computes residual + shuffle(self(input)).
  ///
  /// - Parameters:
  ///   - input: rows × columns × inputs
  ///   - residual: the result's shape
  /// - Returns: (rows · r) × (columns · r) × channels
  package func callAsFunction(_ input: Tensor, adding residual: Tensor? = nil) -> Tensor {
    precondition(input.channels == inputs, "input has other channels than the weights")
    let width = input.columns * factor
    let output = Tensor(uninitialized: input.rows * factor, width, channels)
    if let residual { precondition(residual.count == output.count, "residual of another shape") }
    for row in 0..<input.rows {
      let source = unsafe input.base + row * input.columns * inputs
      for (offset, part) in parts.enumerated() {
        let at = ((row * factor + offset / factor) * width + offset % factor) * channels
        unsafe part.multiply(
          source, stride: inputs, positions: input.columns,
          residual: residual.map { unsafe UnsafePointer($0.base + at) },
          into: output.base + at, stride: factor * channels, activate: false)
      }
    }
    return output
  }
}
