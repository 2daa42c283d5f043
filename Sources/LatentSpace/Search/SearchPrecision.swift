/// How often the nearest rows of a table have the label of the row they are nearest to.
package struct SearchPrecision: Sendable, Encodable {
  /// Rows asked about.
  package let queries: Int
  /// Neighbours looked at, a query.
  package let neighbours: Int
  /// The share of all these neighbours that have their query's label.
  package let precision: Double
  /// A search, the median.
  package let milliseconds: Double

  /// - Parameters:
  ///   - labels: of each row
  ///   - queries: rows to ask about, evenly spread; each is left out where it is asked about
  package init(of table: NeighbourTable, labels: [Int], queries: Int, neighbours: Int = 10) {
    precondition(labels.count == table.count, "a label for each row")
    let clock = ContinuousClock()
    let asked = Spread.places(queries, of: table.count)
    var (agreeing, all, times) = (0, 0, [Double]())
    for row in asked {
      let query = table.row(row)
      let start = clock.now
      let found = table.nearest(to: query, count: neighbours, excluding: row)
      times.append((clock.now - start) / .milliseconds(1))
      agreeing += found.count { labels[$0.row] == labels[row] }
      all += found.count
    }
    self.queries = asked.count
    self.neighbours = neighbours
    precision = Double(agreeing) / Double(max(all, 1))
    milliseconds = times.sorted()[times.count / 2]
  }
}
