/// The tiles that a picture is cut into, each of which is fitted and coded by itself.
///
/// Neighbours overlap, and one fades into the other there, so that no border is seen.
package struct TileLayout: Sendable {
  /// The columns and rows of the tiles.
  package let columns: [Range<Int>]
  package let rows: [Range<Int>]

  /// The longest side of one of several tiles, but for what overlaps, and of a single one, which
  /// is no larger.
  static let (longestSide, longestSingle) = (1280, 2560)
  /// Pixels that neighbours have in common along a side.
  static let overlap = 16

  package init(width: Int, height: Int) {
    let isSingle =
      max(width, height) <= Self.longestSingle
      && width * height <= Self.longestSide * Self.longestSide
    func ranges(_ side: Int) -> [Range<Int>] {
      let count = isSingle ? 1 : (side + Self.longestSide - 1) / Self.longestSide
      return (0..<count).map { tile in
        let (from, to) = (side * tile / count, side * (tile + 1) / count)
        return max(from - Self.overlap / 2, 0)..<min(to + Self.overlap / 2, side)
      }
    }
    (columns, rows) = (ranges(width), ranges(height))
  }

  /// The number of tiles.
  package var count: Int { columns.count * rows.count }

  /// The size of the largest tile.
  package var largest: (width: Int, height: Int) {
    (columns.map(\.count).max() ?? 0, rows.map(\.count).max() ?? 0)
  }

  /// A sample where a tile fades into the next one, `step` pixels from where they begin to.
  static func faded(_ old: UInt8, _ new: UInt8, step: Int) -> UInt8 {
    let share = 2 * step + 1
    return UInt8((Int(old) * (2 * overlap - share) + Int(new) * share + overlap) / (2 * overlap))
  }
}
