/// The least squares of a plane: samples-1.md, *Prediction*.
struct SampleSums {
  /// A number for each pair j ≤ k, as rows.
  typealias Matrix = [[Float]]

  private let (features, cell, zeros): (Int, Int, Matrix)
  private var columns: [Matrix]
  private var above: [Matrix]
  private var left: Matrix
  private var own: [Matrix]
  private var whole: [Matrix]
  private(set) var local: [Float]
  private(set) var phases: [[Float]]

  init(features: Int, cells: Int, cellWidth: Int) {
    self.features = features
    cell = cellWidth
    let zeros = Array(repeating: [Float](repeating: 0, count: features), count: features)
    self.zeros = zeros
    columns = Array(repeating: zeros, count: cells)
    above = columns
    left = zeros
    own = [zeros, zeros]
    whole = Array(repeating: zeros, count: 4)
    local = Array(repeating: 0, count: features)
    phases = Array(repeating: local, count: 4)
  }

  /// A number of each pair, from those of others.
  private func each(_ value: (Int, Int) -> Float) -> Matrix {
    var matrix = zeros
    for j in 0..<features - 1 { for k in j..<features { matrix[j][k] = value(j, k) } }
    return matrix
  }

  mutating func begin(_ x: Int, _ y: Int) {
    guard x % cell == 0 else { return }
    let number = x / cell
    let (above, left) = (above[number], left)
    local = solved(each { above[$0][$1] + left[$0][$1] })
    if number % 16 < 2 {
      let phase = 2 * (y % 2) + number % 16
      phases[phase] = solved(whole[phase])
    }
  }

  mutating func learn(_ v: [Float], weight: Float, _ x: Int) {
    let before = own[x % 2]
    own[x % 2] = each { j, k in before[j][k].addingProduct(v[j] * weight, v[k]) }
  }

  mutating func end(_ x: Int, _ y: Int, width: Int) {
    guard x % cell == cell - 1 || x == width - 1 else { return }
    let (number, phase) = (x / cell, 2 * (y % 2))
    let (first, second, left, column) = (own[0], own[1], left, columns[number])
    self.left = each { 0.45 * (left[$0][$1] + (first[$0][$1] + second[$0][$1])) }
    columns[number] = each { 0.80 * (column[$0][$1] + (first[$0][$1] + second[$0][$1])) }
    for (parity, sums) in own.enumerated() {
      let before = whole[phase + parity]
      whole[phase + parity] = each { sums[$0][$1].addingProduct(0.9992, before[$0][$1]) }
    }
    own = [zeros, zeros]
  }

  mutating func endRow() {
    var carried = zeros
    for (number, column) in columns.enumerated() {
      let before = carried
      carried = each { column[$0][$1].addingProduct(0.45, before[$0][$1]) }
      above[number] = carried
    }
    carried = zeros
    for (number, column) in columns.enumerated().reversed() {
      let (before, sum) = (carried, above[number])
      above[number] = each { sum[$0][$1] + before[$0][$1] }
      carried = each { 0.45 * (before[$0][$1] + column[$0][$1]) }
    }
    left = zeros
  }

  private func solved(_ matrix: Matrix) -> [Float] {
    var (c, l) = (matrix, zeros)
    let last = features - 1
    for j in 0..<last {
      let diagonal = matrix[j][j] * 1.0005 + 8
      c[j][j] = diagonal
      for i in 0..<j {
        for k in j..<features { c[j][k] = c[j][k].addingProduct(-l[i][j], c[i][k]) }
      }
      let inverse = 1 / max(c[j][j], diagonal * 0.0001)
      for k in j + 1..<features { l[j][k] = c[j][k] * inverse }
    }
    var weights = [Float](repeating: 0, count: features)
    for j in (0..<last).reversed() {
      weights[j] = l[j][last]
      for i in (j + 1..<last).reversed() {
        weights[j] = weights[j].addingProduct(-l[j][i], weights[i])
      }
    }
    return weights
  }

  /// The product of weights and features.
  static func product(_ weights: [Float], _ v: [Float]) -> Float {
    var s = (0..<8).map { weights[$0] * v[$0] }
    for group in stride(from: 8, to: v.count, by: 8) {
      for lane in 0..<8 {
        s[lane] = s[lane].addingProduct(weights[group + lane], v[group + lane])
      }
    }
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
  }
}
