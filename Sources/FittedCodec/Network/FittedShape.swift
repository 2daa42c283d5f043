/// The sizes of a fitted picture's networks.
package struct FittedShape: Equatable, Sendable {
  /// Causal neighbours that the context network sees; even.
  package var neighbours: Int
  /// Features of coarser grids that it sees; even.
  package var features: Int
  /// Channels of the hidden layer of synthesis.
  package var hidden: Int
  /// Grids of latents that are seen by synthesis, at 1, 1/2, 1/4 … of the resolution.
  package var grids: Int
  /// The resolutions, as a number of halvings, that have a second grid, seen only as context.
  package var hyperGrids: ClosedRange<Int>

  /// The finest grids, which see features of coarser ones.
  package static let featureGrids = 3

  /// Inputs of the context network.
  package var inputs: Int { neighbours + features }

  package init(
    neighbours: Int, features: Int, hidden: Int, grids: Int = 7,
    hyperGrids: ClosedRange<Int> = 4...6
  ) {
    (self.neighbours, self.features, self.hidden) = (neighbours, features, hidden)
    (self.grids, self.hyperGrids) = (grids, hyperGrids)
  }

  /// The sizes of the built-in start states.
  package static let usual = FittedShape(neighbours: 14, features: 6, hidden: 48)

  /// The offsets of the neighbours, nearest first, as rows and columns.
  package var offsets: [(row: Int, column: Int)] {
    Self.priorities.prefix(neighbours).map { ($0 / 9 - 4, $0 % 9 - 4) }
  }

  /// The number of columns that a row of a grid must be behind the row above it.
  package var slope: Int {
    offsets.filter { $0.row < 0 }.map { ($0.column + -$0.row) / -$0.row }.max() ?? 1
  }

  /// Positions of a window of 4½ rows and 9 columns, in reading order, by falling priority.
  private static let priorities: [Int] = [
    39, 31, 30, 32, 38, 22, 13, 37, 29, 23, 21, 33, 20, 28, 24, 14, 36, 34, 19, 25,
    12, 11, 15, 4, 27, 3, 35, 26, 10, 16, 2, 5, 18, 9, 17, 1, 6, 7, 0, 8,
  ]
}

/// One grid of latents.
package struct LatentGridShape: Equatable, Sendable {
  /// The number of halvings of the picture's size.
  package let halvings: Int
  /// Whether synthesis does not see it.
  package let isHyper: Bool
  package let rows: Int
  package let columns: Int
}

extension FittedShape {
  /// The grids of a picture, from the finest. They are coded from the last to the first.
  package func grids(width: Int, height: Int) -> [LatentGridShape] {
    (0..<grids).flatMap { halvings in
      let (rows, columns) = ((height - 1) >> halvings + 1, (width - 1) >> halvings + 1)
      let twice = hyperGrids.contains(halvings) ? [false, true] : [false]
      return twice.map {
        LatentGridShape(halvings: halvings, isHyper: $0, rows: rows, columns: columns)
      }
    }
  }

  /// The number of grids, those seen only as context included.
  package var gridCount: Int { grids + hyperGrids.clamped(to: 0...grids - 1).count }
}
