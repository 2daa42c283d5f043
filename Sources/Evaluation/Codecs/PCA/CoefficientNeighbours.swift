/// The quantised coefficients of the blocks around the one being coded.
struct CoefficientNeighbours {
  private let components: Int
  private let columns: Int
  /// Of this row and the one above, with a block of zeros on either side: row by row.
  private var values: [Int8]
  /// Sums of magnitudes of the components before, likewise; one more a block.
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

  /// Takes in a coefficient of this block; they come in order.
  mutating func note(_ value: Int, component: Int) {
    values[here * components + component] = Int8(max(min(value, 127), -127))
    let place = here * (components + 1) + component
    sums[place + 1] = sums[place] + Int32(Magnitudes.capped(value))
  }

  /// The magnitude of a component in the blocks around, doubled for left and upper.
  func near(_ component: Int) -> Int {
    let up = above * components + component
    return 2 * (magnitude(here * components + component - components) + magnitude(up))
      + magnitude(up - components) + magnitude(up + components)
  }

  private func magnitude(_ place: Int) -> Int { Int(values[place].magnitude) }

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

/// Magnitudes as contexts tell them apart.
enum Magnitudes {
  /// Larger ones are no different.
  static func capped(_ value: Int) -> Int { min(abs(value), 15) }

  static let buckets = 12

  /// 0 … 4 apart, then in steps that grow: 0 ..< 12.
  static func bucket(_ value: Int) -> Int {
    value < table.count ? Int(table[value]) : buckets - 1
  }

  private static let table: [UInt8] = [
    0, 1, 2, 3, 4, 5, 5, 6, 6, 7, 7, 7, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9, 10, 10, 10, 10,
    10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
  ]
}
