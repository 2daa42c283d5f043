extension ParityGeometry {
  /// The cells, and the least parity, with which any run of damage is healed that has the share of
  /// all bytes from `begin` to the end that was asked for, wherever it begins.
  ///
  /// - Parameter second: bytes behind the parity sections; fewer may come to lie there
  package init(begin: Int, first: Int, second: Int, for redundancy: Redundancy) {
    self.init(
      begin: begin, first: first, second: second, cell: Self.largestCell, for: redundancy)
    guard (first + second) / Self.largestCell < Self.fewCells else { return }
    // Of small cells little parity is left over; large ones have few checksums.
    for cell in Self.smallerCells {
      let plan = ParityGeometry(
        begin: begin, first: first, second: second, cell: cell, for: redundancy)
      if plan.end < end { self = plan }
    }
  }

  private init(begin: Int, first: Int, second: Int, cell: Int, for redundancy: Redundancy) {
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

  /// About as much as disks lose at a time.
  private static let largestCell = 4096
  /// Below so many cells of a span smaller ones are taken, if it is shorter then.
  private static let fewCells = 256
  private static let smallerCells = [
    3072, 2048, 1536, 1024, 768, 512, 384, 256, 192, 128, 96, 64,
  ]

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
