/// A map put together from bands of rows, top to bottom, so that no band outlives its copying.
package struct TensorBuilder: ~Copyable {
  private let whole: Tensor
  private var filled = 0

  package init(rows: Int, columns: Int, channels: Int) {
    whole = Tensor(uninitialized: rows, columns, channels)
  }

  /// Adds the next rows.
  package mutating func append(_ band: Tensor) {
    precondition(band.columns == whole.columns && band.channels == whole.channels)
    precondition(filled + band.rows <= whole.rows)
    unsafe (whole.base + filled * whole.columns * whole.channels).update(
      from: band.base, count: band.count)
    filled += band.rows
  }

  /// The map, all rows of which were added.
  package consuming func finish() -> Tensor {
    precondition(filled == whole.rows, "rows are missing")
    return whole
  }
}
