import CFitted

/// Planes of floats of one size with margins, which kernels may read and write beyond the borders.
@safe
package final class PlaneStack {
  package let rows: Int
  package let columns: Int
  package let planes: Int
  let stride: Int
  /// Floats from a plane to the next one.
  let planeSize: Int
  private let memory: UnsafeMutablePointer<Float>
  private let count: Int

  package init(rows: Int, columns: Int, planes: Int = 1) {
    (self.rows, self.columns, self.planes) = (rows, columns, planes)
    let tile = Int(AEZ_FITTED_TILE)
    let left = Int(AEZ_FITTED_LEFT)
    stride = left + (columns + tile - 1) / tile * tile + 2 * left
    planeSize = stride * (rows + 2 * Int(AEZ_FITTED_ABOVE))
    count = planeSize * planes + 2 * tile
    unsafe memory = .allocate(capacity: count)
    clear()
  }

  /// Columns and rows that a plane has beyond its picture, at most.
  static let marginColumns = 3 * Int(AEZ_FITTED_LEFT) + Int(AEZ_FITTED_TILE)
  static let marginRows = 2 * Int(AEZ_FITTED_ABOVE)
  /// Bytes for each pixel: 11 floats to decode; to fit 24 floats with gradients and moments, and
  /// latents as integers, encoded and decoded again.
  static let (bytesOfDecoding, bytesOfFitting) = (48, 108)

  deinit { unsafe memory.deallocate() }

  /// Sets all floats to zero, the margins included.
  package func clear() { unsafe memory.update(repeating: 0, count: count) }

  /// Row 0, column 0 of a plane.
  func origin(_ plane: Int = 0) -> UnsafeMutablePointer<Float> {
    unsafe memory + (plane * planeSize + Int(AEZ_FITTED_ABOVE) * stride + Int(AEZ_FITTED_LEFT))
  }

  func plane(_ index: Int = 0) -> aez_fitted_plane {
    unsafe aez_fitted_plane(
      origin: origin(index), stride: stride, rows: Int32(rows), columns: Int32(columns))
  }

  package subscript(plane: Int, row: Int, column: Int) -> Float {
    get {
      precondition((0..<planes).contains(plane) && (0..<rows).contains(row))
      precondition((0..<columns).contains(column))
      return unsafe origin(plane)[row * stride + column]
    }
    set {
      precondition((0..<planes).contains(plane) && (0..<rows).contains(row))
      precondition((0..<columns).contains(column))
      unsafe origin(plane)[row * stride + column] = newValue
    }
  }
}

/// Floats that kernels use as scratch or accumulate into.
@safe
final class FloatScratch {
  let base: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    unsafe base = .allocate(capacity: count)
    clear()
  }

  deinit { unsafe base.deallocate() }

  func clear() { unsafe base.update(repeating: 0, count: count) }
}
