import ExactCodec

/// Finds by least squares how the magnitude of a coefficient depends on those around it.
struct MagnitudeRegression {
  /// Neighbours, places within the block, and a constant.
  private static let count = 16
  private static let within = [(1, 0), (0, 1), (1, 1), (-1, 1), (1, -1), (2, 0), (0, 2)]

  /// Sums of products of two features, and of one and the magnitude, by colour and coefficient.
  private var products = [Double](repeating: 0, count: 2 * 64 * count * count)
  private var targets = [Double](repeating: 0, count: 2 * 64 * count)
  private let zigzag = ZigzagOrder().natural

  /// Adds a picture's coefficients.
  mutating func add(_ planes: CoefficientPlanes) {
    for index in planes.frame.components.indices {
      let component = planes.frame.components[index]
      for row in 0..<planes.blockRows(of: index) {
        for column in 0..<component.paddedWide {
          add(planes, index, component, row: row, column: column)
        }
      }
    }
  }

  private mutating func add(
    _ planes: CoefficientPlanes, _ index: Int, _ component: FrameComponent, row: Int, column: Int
  ) {
    let start = planes.start(component: index, row: row, column: column)
    let block = planes.values[start..<start + 64]
    var left = block.dropFirst().count { $0 != 0 }
    let around = neighbours(planes, index, component, row: row, column: column)
    let steps = component.steps.map(Double.init)
    var known = [Double](repeating: 0, count: 64)
    var features = [Double](repeating: 1, count: Self.count)
    for order in (1..<64).reversed() where left > 0 {
      let k = Int(zigzag[order])
      let (u, v) = (k & 7, k >> 3)
      for neighbour in 0..<8 {
        features[neighbour] = around[neighbour].map { Double(abs(Int(planes.values[$0 + k]))) } ?? 0
      }
      for (place, offset) in Self.within.enumerated() {
        let (across, down) = (u + offset.0, v + offset.1)
        let isInside = 0..<8 ~= across && 0..<8 ~= down
        let at = 8 * down + across
        features[8 + place] = isInside ? known[at] * steps[at] / steps[k] : 0
      }
      let magnitude = Double(abs(Int(block[start + k])))
      let typical = (features[0] + features[1] + features[8] + features[9]) / 4
      add(features, magnitude, weight: 1 / (0.3 + typical), index, k)
      known[k] = magnitude
      if magnitude > 0 { left -= 1 }
    }
  }

  private mutating func add(
    _ features: [Double], _ magnitude: Double, weight: Double, _ index: Int, _ k: Int
  ) {
    let at = (min(index, 1) * 64 + k) * Self.count
    for i in 0..<Self.count where features[i] != 0 {
      let weighted = features[i] * weight
      targets[at + i] += weighted * magnitude
      for j in 0..<Self.count { products[(at + i) * Self.count + j] += weighted * features[j] }
    }
  }

  /// Where the eight neighbours begin: left, above, above left, above right, the second to the
  /// left, the second above, that of the first component, and that of the one before.
  private func neighbours(
    _ planes: CoefficientPlanes, _ index: Int, _ component: FrameComponent, row: Int, column: Int
  ) -> [Int?] {
    let wide = component.paddedWide
    func start(_ across: Int, _ up: Int) -> Int? {
      guard 0..<wide ~= column + across, row >= up else { return nil }
      return planes.start(component: index, row: row - up, column: column + across)
    }
    let first = planes.frame.components[0]
    let ofFirst =
      index == 0
      ? nil
      : planes.start(
        component: 0,
        row: min(row * first.down / component.down, planes.blockRows(of: 0) - 1),
        column: min(column * first.across / component.across, first.paddedWide - 1))
    let last = index > 1 ? planes.frame.components[index - 1] : nil
    let isAlike = last.map {
      $0.paddedWide == wide && planes.blockRows(of: index - 1) == planes.blockRows(of: index)
    }
    return [
      start(-1, 0), start(0, 1), start(-1, 1), start(1, 1), start(-2, 0) ?? start(-1, 0),
      start(0, 2) ?? start(0, 1), ofFirst,
      isAlike == true ? planes.start(component: index - 1, row: row, column: column) : nil,
    ]
  }

  /// The weights in 1/4096, by colour and coefficient; those of the first coefficient are 0.
  func weights() -> [Int32] {
    (0..<2 * 64).flatMap { block in
      block & 63 == 0 ? [Int32](repeating: 0, count: Self.count) : weights(block)
    }
  }

  private func weights(_ block: Int) -> [Int32] {
    let count = Self.count
    var rows = (0..<count).map { i in
      let start = (block * count + i) * count
      return Array(products[start..<start + count]) + [targets[block * count + i]]
    }
    for i in 0..<count { rows[i][i] += 20 + 1e-4 * rows[i][i] }
    // Gauss and Jordan; the matrix is positive definite.
    for i in 0..<count {
      for r in 0..<count where r != i {
        let factor = rows[r][i] / rows[i][i]
        for j in i...count { rows[r][j] -= factor * rows[i][j] }
      }
    }
    return (0..<count).map { Int32((4096 * rows[$0][count] / rows[$0][$0]).rounded()) }
  }
}
