/// The quantised coefficients of the blocks around the one being coded.
struct CoefficientNeighbours {
  private let components: Int
  private let columns: Int
  /// Coefficients of this row of blocks and the one above, with a block of zeros on either side.
  private var values: [Int8]
  /// Prefix sums of their magnitudes, one more a block than components.
  private var sums: [Int32]
  private var here = 0
  private var above = 0

  init(components: Int, columns: Int) {
    self.components = components
    self.columns = columns
    values = [Int8](repeating: 0, count: 2 * (columns + 2) * components)
    sums = [Int32](repeating: 0, count: 2 * (columns + 2) * (components + 1))
  }

  mutating func startBlock(row: Int, column: Int) {
    here = row % 2 * (columns + 2) + column + 1
    above = (row + 1) % 2 * (columns + 2) + column + 1
  }

  /// Adds the next coefficient of this block.
  mutating func note(_ value: Int, component: Int) {
    values[here * components + component] = Int8(max(min(value, 127), -127))
    let index = here * (components + 1) + component
    sums[index + 1] = sums[index] + Int32(Magnitudes.capped(value))
  }

  /// The magnitude of a component in the blocks around, doubled for left and upper.
  func near(_ component: Int) -> Int {
    let up = above * components + component
    return 2 * (magnitude(here * components + component - components) + magnitude(up))
      + magnitude(up - components) + magnitude(up + components)
  }

  private func magnitude(_ index: Int) -> Int { Int(values[index].magnitude) }

  /// The magnitudes of components `reach` around this one, in the left and the upper block.
  func zone(_ component: Int, reach: Int) -> Int {
    let (first, end) = (max(component - reach, 0), min(component + reach + 1, components))
    let left = (here - 1) * (components + 1)
    let up = above * (components + 1)
    return Int(sums[left + end] - sums[left + first] + sums[up + end] - sums[up + first])
  }

  /// The signs of a component in the left and the upper block, 0…8.
  func signs(_ component: Int) -> Int {
    let left = values[(here - 1) * components + component].signum()
    let up = values[above * components + component].signum()
    return 3 * (Int(left) + 1) + Int(up) + 1
  }
}

/// Magnitudes in the classes that contexts distinguish.
enum Magnitudes {
  /// The magnitude, 15 at most.
  static func capped(_ value: Int) -> Int { min(abs(value), 15) }

  static let buckets = 12

  /// The class of a magnitude, 0 ..< 12: exact up to 4, then in growing steps.
  static func bucket(_ value: Int) -> Int {
    value < table.count ? Int(table[value]) : buckets - 1
  }

  private static let table: [UInt8] = [
    0, 1, 2, 3, 4, 5, 5, 6, 6, 7, 7, 7, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9, 10, 10, 10, 10,
    10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
  ]
}
