import Tensors

/// Operations on adjacent windows of r×r positions.
///
///     x       (samples · height) × width × channels, r divides height and width
///     pooled  (samples · height/r) × (width/r) × channels
extension Variable {
  /// The maximum of each window and its position. dx is dout there and zero elsewhere.
  package func maximaPooled(by factor: Int) -> (maxima: Variable, positions: PoolingPositions) {
    precondition(height % factor == 0)
    let (maxima, positions) = value.maximaPooled(by: factor)
    return (recording(maxima, name: "maximaPooled") { $0.unpooled(at: positions) }, positions)
  }

  /// Writes the numbers at the positions of maxima, and zeros elsewhere. dx is dout there.
  package func unpooled(at positions: PoolingPositions) -> Variable {
    recording(value.unpooled(at: positions), name: "unpooled") { $0.taken(at: positions) }
  }

  /// Repeats every number over a window. dx is the sum of dout over the window.
  package func repeated(by factor: Int) -> Variable {
    recording(value.repeated(by: factor), name: "repeated") { $0.windowSums(factor) }
  }
}
