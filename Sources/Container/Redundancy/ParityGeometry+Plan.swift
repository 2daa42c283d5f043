import Erasure

extension ParityGeometry {
  /// The cells, and the least parity, with which any run of damage is healed that has the share of
  /// all bytes from `begin` to the end that was asked for, wherever it begins.
  ///
  /// - Parameter second: bytes behind the parity sections; fewer may come to lie there
  package init(begin: Int, first: Int, second: Int, for redundancy: Redundancy) {
    var cell = Self.largestCell
    while cell > Self.smallestCell, (first + second) / cell < Self.fewCells { cell /= 2 }
    var needed = 1
    while true {
      self.init(
        begin: begin, first: first, second: second, cell: cell, parityCells: needed, redundancy)
      // A run of (n − 2) · cell + 2 bytes touches n cells at most, a short one among them.
      let damage = redundancy.damage(of: end - begin, isFirst: begin == 0)
      let touched = max((damage + cell - 3) / cell, 0) + 2
      if touched <= parityCells { return }
      needed = touched
    }
  }

  private static let (smallestCell, largestCell) = (64, 4096)
  /// Below so many cells of a span smaller ones are taken.
  private static let fewCells = 256

  /// As few stripes as a code may have rows for; a few more where that takes fewer cells in all.
  private init(
    begin: Int, first: Int, second: Int, cell: Int, parityCells needed: Int,
    _ redundancy: Redundancy
  ) {
    let filled = (first + cell - 1) / cell + (second + cell - 1) / cell
    func shape(_ stripes: Int) -> (data: Int, parity: Int) {
      ((filled + stripes - 1) / stripes, (needed + stripes - 1) / stripes)
    }
    var best = (filled + needed + ReedSolomon.maximumRows - 1) / ReedSolomon.maximumRows
    while shape(best).data + shape(best).parity > ReedSolomon.maximumRows { best += 1 }
    for stripes in best...best + best / 8
    where shape(stripes).data + shape(stripes).parity <= ReedSolomon.maximumRows
      && stripes * shape(stripes).parity < best * shape(best).parity
    {
      best = stripes
    }
    self.init(
      begin: begin, first: first, second: second, cell: cell, stripes: best,
      data: shape(best).data, parity: shape(best).parity, redundancy: redundancy)
  }
}
