/// One of the four steps in which the latents of a picture are coded.
///
/// Positions fall into four classes by the parity of row and column, channels into four groups.
/// Element (channel, row, column) belongs to step (class + group) mod 4, so every step codes a
/// quarter of the channels at every position, all positions in parallel.
package struct CodingStep: Sendable, Equatable {
  /// 0, 1, 2 or 3.
  package let index: Int

  package init(_ index: Int) {
    precondition((0..<4).contains(index))
    self.index = index
  }

  package static let all = (0..<4).map { CodingStep($0) }

  /// The class of a position: 0 for even/even, 1 for odd/odd, 2 for even/odd, 3 for odd/even.
  package static func positionClass(row: Int, column: Int) -> Int {
    [0, 2, 3, 1][row % 2 * 2 + column % 2]
  }

  /// The runs of elements that this step codes, in coding order: class by class, row by row.
  ///
  /// - Parameters:
  ///   - rows: a range that begins with an even row
  ///   - columns: the width of the grid
  package func runs(rows: Range<Int>, columns: Int) -> [CodingRun] {
    precondition(rows.lowerBound % 2 == 0)
    return (0..<4).flatMap { positionClass -> [CodingRun] in
      let (rowParity, columnParity) = [(0, 0), (1, 1), (0, 1), (1, 0)][positionClass]
      let group = (index - positionClass + 4) % 4
      return stride(from: rows.lowerBound + rowParity, to: rows.upperBound, by: 2).map {
        CodingRun(
          row: $0, firstColumn: columnParity, positions: (columns - columnParity + 1) / 2,
          group: group)
      }
    }
  }
}

/// Every second position of one row, with one group of channels.
package struct CodingRun: Sendable, Equatable {
  package let row: Int
  package let firstColumn: Int
  package let positions: Int
  package let group: Int
}
