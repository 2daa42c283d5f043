extension Tensor {
  /// A range of the rows of maps that are stacked one below the other; all have one width and
  /// depth.
  ///
  /// - Parameter range: counted over the rows of all maps
  package static func stacked(_ maps: [Tensor], rows range: Range<Int>) -> Tensor {
    var parts: [Tensor] = []
    var first = 0
    for map in maps {
      let part = range.clamped(to: first..<first + map.rows)
      if !part.isEmpty {
        parts.append(map.slice(rows: part.lowerBound - first..<part.upperBound - first))
      }
      first += map.rows
    }
    precondition(range.upperBound <= first, "rows out of range")
    guard parts.count > 1 else { return parts[0] }
    var whole = TensorBuilder(
      rows: range.count, columns: maps[0].columns, channels: maps[0].channels)
    for part in parts { whole.append(part) }
    return whole.finish()
  }
}

/// A map that is assembled from bands of rows, top to bottom, so that each band can be freed at
/// once.
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

  /// The map, once all rows were added.
  package consuming func finish() -> Tensor {
    precondition(filled == whole.rows, "rows are missing")
    return whole
  }
}
