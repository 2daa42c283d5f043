/// What is coded of 8×8 pixels.
package struct CodedBlock {
  /// What the samples are predicted from, and whether coefficients correct them.
  enum Mode: Int {
    /// The base, uncorrected.
    case base = 0
    /// The base, corrected.
    case corrected = 1
    /// Pixels that are decoded already, at ``vector``, corrected.
    case copy = 2
    /// The mean of the pixels beside the block in spite of a base, corrected; flat ground comes
    /// back flat by it.
    case plain = 3
  }

  /// Where pixels are copied from, relative to the block.
  package struct Vector: Equatable {
    package var dx: Int
    package var dy: Int

    package init(dx: Int, dy: Int) {
      (self.dx, self.dy) = (dx, dy)
    }

    /// 8 bits of `dx`, and 6 of −`dy`.
    package static let columns = -128...127
    package static let rows = -63...0

    /// Whether the pixels are decoded before a block of row `row` and column `column` of blocks,
    /// in a picture of `width` blocks.
    package func isDecoded(row: Int, column: Int, width: Int) -> Bool {
      let (left, top) = (8 * column + dx, 8 * row + dy)
      guard left >= 0, left + 8 <= 8 * width, top >= 0, dy <= 0 else { return false }
      return dy <= -8 || dx <= -8
    }
  }

  var mode = Mode.base
  var vector = Vector(dx: 0, dy: 0)
  /// The symbols that are not zero, of each plane.
  var counts = InlineArray<3, Int>(repeating: 0)
  /// Quantised coefficients, [plane][v][u].
  var symbols = InlineArray<192, Int16>(repeating: 0)

  var isZero: Bool { counts[0] == 0 && counts[1] == 0 && counts[2] == 0 }

  subscript(plane: Int, place: Int) -> Int {
    get { Int(symbols[64 * plane + place]) }
    set { symbols[64 * plane + place] = Int16(newValue) }
  }
}

/// The blocks of a picture that are coded already, as far as contexts reach: two rows of them.
struct CodedBlocks {
  private let columns: Int
  private var above: [CodedBlock]
  private var current: [CodedBlock]
  private(set) var row = 0

  /// - Parameter columns: blocks of a row
  init(columns: Int) {
    self.columns = columns
    // Two blocks on the left and one on the right stand for those beyond the edge.
    above = Array(repeating: CodedBlock(), count: columns + 3)
    current = above
  }

  /// Begins a new row of blocks.
  mutating func endRow() {
    swap(&above, &current)
    for index in current.indices { current[index] = CodedBlock() }
    row += 1
  }

  /// The blocks around that of a column.
  func around(_ column: Int) -> Surroundings {
    Surroundings(
      left: current[column + 1], above: above[column + 2], aboveLeft: above[column + 1],
      aboveRight: above[column + 3], secondLeft: current[column])
  }

  mutating func set(_ block: CodedBlock, at column: Int) { current[column + 2] = block }
}

extension CodedBlocks {
  /// The coded blocks that a block's contexts are made of.
  struct Surroundings {
    let left, above, aboveLeft, aboveRight, secondLeft: CodedBlock
  }
}
