import LatentSpace
import Testing

@Suite struct NeighbourTableTests {
  /// Numbers with repetitions.
  static func numbers(_ count: Int) -> [Float] {
    (0..<count).map { Float($0 * 7919 % 23) }
  }

  @Test(arguments: [1, 3, 16, 17, 40])
  func `the nearest rows are those that comparing all one by one finds`(width: Int) {
    let numbers = Self.numbers(50 * width)
    let table = NeighbourTable(numbers, width: width)
    #expect(table.count == 50)
    let query = Array(numbers[4 * width..<5 * width])
    #expect(table.row(4) == query)
    let squares = (0..<50).map { row in
      (0..<width).reduce(Float(0)) {
        let difference = numbers[row * width + $1] - query[$1]
        return $0 + difference * difference
      }
    }
    let order = (0..<50).sorted { (squares[$0], $0) < (squares[$1], $1) }
    let found = table.nearest(to: query, count: 7)
    #expect(found.map(\.row) == Array(order.prefix(7)))
    #expect(found.map(\.distance) == order.prefix(7).map { squares[$0].squareRoot() })
    let others = table.nearest(to: query, count: 60, excluding: 4)
    #expect(others.map(\.row) == order.filter { $0 != 4 })
  }

  @Test func `precision is the share of neighbours of the same label`() {
    // Two clusters, and one row with the label of the other cluster.
    let table = NeighbourTable([0, 1, 2, 3, 100, 101, 102, 103], width: 1)
    let whole = SearchPrecision.measure(
      table, labels: [0, 0, 0, 0, 1, 1, 1, 1], queries: 8, neighbours: 3)
    #expect(whole.precision == 1 && whole.queries == 8)
    let mixed = SearchPrecision.measure(
      table, labels: [1, 0, 0, 0, 1, 1, 1, 1], queries: 8, neighbours: 3)
    #expect(mixed.precision == 18.0 / 24)
  }
}
