extension ParityGeometry {
  /// Plans the least parity that heals any contiguous damage of the requested share of the span,
  /// wherever it begins.
  ///
  /// - Parameter second: the most bytes of the span behind the parity sections.
  package init(begin: Int, first: Int, second: Int, for redundancy: Redundancy) {
    self.init(
      begin: begin, first: first, second: second, cell: Self.largestCell, for: redundancy)
    guard (first + second) / Self.largestCell < Self.fewCells else { return }
    // Small cells waste less parity, large cells need fewer checksums.
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
      // A run of (n − 2) · cell + 2 bytes touches at most n cells, one of which may be short.
      let damage = redundancy.damage(of: end - begin, isFirst: begin == 0)
      let touched = max((damage + cell - 3) / cell, 0) + 2
      if touched <= parityCells { return }
      needed = touched
    }
  }

  /// About the size of a disk sector, which disks lose as a whole.
  private static let largestCell = 4096
  /// A span of fewer cells tries smaller ones, and takes those that make it shortest.
  private static let fewCells = 256
  private static let smallerCells = [
    3072, 2048, 1536, 1024, 768, 512, 384, 256, 192, 128, 96, 64,
  ]

  /// Chooses the number of stripes: the least that the code allows, or slightly more if that needs
  /// less parity.
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
