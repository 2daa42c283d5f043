/// The tiles that a picture is cut into, each of which is fitted and coded by itself.
package struct TileLayout: Sendable {
  /// The columns and rows at which tiles begin, and the end of the last one.
  package let columns: [Int]
  package let rows: [Int]

  /// The longest side of a tile.
  static let longestSide = 1280

  package init(width: Int, height: Int) {
    func cuts(_ side: Int) -> [Int] {
      let count = (side + Self.longestSide - 1) / Self.longestSide
      return (0...count).map { side * $0 / count }
    }
    (columns, rows) = (cuts(width), cuts(height))
  }

  /// The number of tiles.
  package var count: Int { (columns.count - 1) * (rows.count - 1) }

  /// The size of the largest tile.
  package var largest: (width: Int, height: Int) {
    func longest(_ cuts: [Int]) -> Int { zip(cuts.dropFirst(), cuts).map(-).max() ?? 0 }
    return (longest(columns), longest(rows))
  }
}
