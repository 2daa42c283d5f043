/// A plane of numbers in binary32, in raster order.
struct FittedPlane {
  let columns: Int
  let rows: Int
  var values: [Float]

  init(_ columns: Int, _ rows: Int, _ values: [Float]) {
    (self.columns, self.rows, self.values) = (columns, rows, values)
  }

  /// The number at a place, with the places along a side clamped.
  func nearest(_ x: Int, _ y: Int) -> Float {
    values[min(max(y, 0), rows - 1) * columns + min(max(x, 0), columns - 1)]
  }

  /// The number at a place, 0 outside.
  func inside(_ x: Int, _ y: Int) -> Float {
    (0..<columns).contains(x) && (0..<rows).contains(y) ? values[y * columns + x] : 0
  }

  /// A plane of the numbers at all places.
  static func map(
    _ columns: Int, _ rows: Int, _ number: (_ x: Int, _ y: Int) -> Float
  ) -> FittedPlane {
    var values: [Float] = []
    values.reserveCapacity(columns * rows)
    for y in 0..<rows {
      for x in 0..<columns { values.append(number(x, y)) }
    }
    return FittedPlane(columns, rows, values)
  }
}

/// From latents to planes of the size of the tile: fitted-1.md, *Upsampling*.
enum FittedUpsampling {
  /// T(0), plane i made of the visible grid of i halvings.
  static func planes(
    _ latents: FittedLatents, _ shape: FittedShape, _ weights: FittedWeights
  ) -> [FittedPlane] {
    let grids = shape.visibleGrids.map { number in
      let grid = latents.grids[number]
      return FittedPlane(grid.columns, grid.rows, grid.latents.map { Float($0) })
    }
    var planes = [grids[grids.count - 1]]
    for h in (0..<grids.count - 1).reversed() {
      let (columns, rows) = (grids[h].columns, grids[h].rows)
      let doubled = planes.map { double($0, weights["u(\(h))"], columns, rows) }
      planes = [filter(grids[h], weights["w(\(h))"])] + doubled
    }
    return planes
  }

  /// fitted-1.md, *Filter*.
  private static func filter(_ p: FittedPlane, _ w: [Float]) -> FittedPlane {
    let (columns, rows) = (p.columns, p.rows)
    let v = FittedPlane.map(columns, rows) { x, y in
      chain(
        w, p.inside(x, y - 3) + p.inside(x, y + 3), p.inside(x, y - 2) + p.inside(x, y + 2),
        p.inside(x, y - 1) + p.inside(x, y + 1), p.inside(x, y))
    }
    return FittedPlane.map(columns, rows) { x, y in
      let z = chain(
        w, v.inside(x - 3, y) + v.inside(x + 3, y), v.inside(x - 2, y) + v.inside(x + 2, y),
        v.inside(x - 1, y) + v.inside(x + 1, y), v.inside(x, y))
      return z + p.inside(x, y)
    }
  }

  /// fitted-1.md, *Doubling*, to a plane of so many columns and rows.
  private static func double(
    _ p: FittedPlane, _ u: [Float], _ columns: Int, _ rows: Int
  ) -> FittedPlane {
    let v = FittedPlane.map(p.columns, rows) { x, k in
      let (i, e) = (k / 2, k % 2 == 0 ? -1 : 1)
      return chain(
        u, p.nearest(x, i + 2 * e), p.nearest(x, i - e), p.nearest(x, i + e), p.nearest(x, i))
    }
    return FittedPlane.map(columns, rows) { k, y in
      let (i, e) = (k / 2, k % 2 == 0 ? -1 : 1)
      return chain(
        u, v.nearest(i + 2 * e, y), v.nearest(i - e, y), v.nearest(i + e, y), v.nearest(i, y))
    }
  }

  /// A chain of a product and three terms.
  private static func chain(
    _ w: [Float], _ a: Float, _ b: Float, _ c: Float, _ d: Float
  ) -> Float {
    (w[0] * a).addingProduct(w[1], b).addingProduct(w[2], c).addingProduct(w[3], d)
  }
}
