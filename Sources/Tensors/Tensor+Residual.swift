// Pairs of layers run over a few rows at a time, so that the map between them stays in the cache.
// The bits are those of running one layer after the other.
extension Tensor {
  /// Positions computed together: the map between the layers then takes about half a megabyte.
  private static let chunk = 512

  /// Computes self + second(activate(first(self))).
  ///
  /// - Parameters:
  ///   - first: channels → hidden
  ///   - second: hidden → channels
  /// - Returns: this map's shape
  package func addingBottleneck(_ first: Pointwise, _ second: Pointwise) -> Tensor {
    precondition(first.inputs == channels && second.outputs == channels)
    precondition(first.outputs == second.inputs)
    let output = Tensor(uninitialized: rows, columns, channels)
    let hidden = Tensor(uninitialized: 1, min(Self.chunk, positions), first.outputs)
    for start in stride(from: 0, to: positions, by: Self.chunk) {
      let count = min(Self.chunk, positions - start)
      let at = start * channels
      unsafe first.multiply(
        base + at, stride: channels, positions: count, residual: nil, into: hidden.base,
        stride: first.outputs, activate: true)
      unsafe second.multiply(
        hidden.base, stride: second.inputs, positions: count, residual: base + at,
        into: output.base + at, stride: channels, activate: false)
    }
    return output
  }

  /// Computes self + pointwise(depthwise(input)).
  ///
  /// - Parameter input: rows × columns × the depthwise layer's channels
  /// - Returns: this map's shape
  package func adding(_ pointwise: Pointwise, of depthwise: Depthwise, _ input: Tensor) -> Tensor {
    precondition(pointwise.outputs == channels && pointwise.inputs == depthwise.channels)
    precondition(input.rows == rows && input.columns == columns)
    let output = Tensor(uninitialized: rows, columns, channels)
    let height = max(Self.chunk / max(columns, 1), 1)
    for top in stride(from: 0, to: rows, by: height) {
      let filtered = depthwise(input, rows: top..<min(top + height, rows))
      let at = top * columns * channels
      unsafe pointwise.multiply(
        filtered.base, stride: pointwise.inputs, positions: filtered.positions,
        residual: base + at, into: output.base + at, stride: channels, activate: false)
    }
    return output
  }
}
