/// Rows of numbers, searched for the nearest ones by comparing all of them.
package struct NeighbourTable: Sendable {
  /// The number of rows.
  package let count: Int
  /// Numbers in a row.
  package let width: Int
  /// Vectors of 16 numbers in a row, padded with zeros.
  private let vectors: Int
  private var rows: [SIMD16<Float>]

  /// - Parameter numbers: count × width
  package init(_ numbers: [Float], width: Int) {
    precondition(width > 0 && numbers.count % width == 0, "rows are whole")
    (self.width, count, vectors) = (width, numbers.count / width, (width + 15) / 16)
    rows = []
    rows.reserveCapacity(count * vectors)
    for row in 0..<count {
      rows += Self.packed(numbers[row * width..<(row + 1) * width])
    }
  }

  private static func packed(_ numbers: ArraySlice<Float>) -> [SIMD16<Float>] {
    stride(from: numbers.startIndex, to: numbers.endIndex, by: 16).map { first in
      var vector = SIMD16<Float>.zero
      for lane in 0..<min(16, numbers.endIndex - first) { vector[lane] = numbers[first + lane] }
      return vector
    }
  }

  /// The numbers of a row, as they were given.
  package func row(_ index: Int) -> [Float] {
    (0..<width).map { rows[index * vectors + $0 / 16][$0 % 16] }
  }

  /// The squared distance Σ (a − b)² of two rows.
  func square(_ one: Int, _ other: Int) -> Float {
    var squares = SIMD16<Float>.zero
    for part in 0..<vectors {
      let difference = rows[one * vectors + part] - rows[other * vectors + part]
      squares += difference * difference
    }
    return squares.sum()
  }

  /// A row and its distance.
  package struct Neighbour: Sendable, Equatable {
    package let row: Int
    /// √Σ (a − b)²
    package let distance: Float
  }

  /// The nearest rows, nearest first; of two at the same distance the earlier comes first.
  ///
  /// - Parameters:
  ///   - query: ``width`` numbers
  ///   - excluding: a row that is not compared
  ///   - isIncluded: which rows are compared; nil for all
  /// - Complexity: O(count · width)
  package func nearest(
    to query: [Float], count wanted: Int, excluding: Int? = nil,
    where isIncluded: ((Int) -> Bool)? = nil
  ) -> [Neighbour] {
    precondition(query.count == width, "a query is as wide as a row")
    let query = Self.packed(query[...])
    var found: [(row: Int, square: Float)] = []
    found.reserveCapacity(wanted + 1)
    var limit = Float.infinity
    for row in 0..<count where row != excluding {
      if let isIncluded, !isIncluded(row) { continue }
      let first = row * vectors
      var squares = SIMD16<Float>.zero
      for part in 0..<vectors {
        let difference = rows[first + part] - query[part]
        squares += difference * difference
      }
      let square = squares.sum()
      guard square < limit || found.count < wanted else { continue }
      let index = found.lastIndex { $0.square <= square }.map { $0 + 1 } ?? 0
      found.insert((row, square), at: index)
      if found.count > wanted { found.removeLast() }
      if found.count == wanted { limit = found.last?.square ?? 0 }
    }
    return found.map { Neighbour(row: $0.row, distance: $0.square.squareRoot()) }
  }
}

/// How often the nearest rows of a table have the label of the row they are nearest to.
package struct SearchPrecision: Sendable, Encodable {
  /// Rows searched for.
  package let queries: Int
  /// Neighbours of each query.
  package let neighbours: Int
  /// The share of all these neighbours that have their query's label.
  package let precision: Double
  /// The median time of a search.
  package let milliseconds: Double

  /// Searches for some rows of a table among the others, and times it.
  ///
  /// - Parameters:
  ///   - labels: one for each row
  ///   - queries: rows to search for, evenly spaced
  package static func measure(
    _ table: NeighbourTable, labels: [Int], queries: Int, neighbours: Int = 10
  ) -> SearchPrecision {
    precondition(labels.count == table.count, "a label for each row")
    let clock = ContinuousClock()
    let asked = evenlySpaced(queries, of: table.count)
    var (agreeing, all, times) = (0, 0, [Double]())
    for row in asked {
      let query = table.row(row)
      let start = clock.now
      let found = table.nearest(to: query, count: neighbours, excluding: row)
      times.append((clock.now - start) / .milliseconds(1))
      agreeing += found.count { labels[$0.row] == labels[row] }
      all += found.count
    }
    return SearchPrecision(
      queries: asked.count, neighbours: neighbours,
      precision: Double(agreeing) / Double(max(all, 1)),
      milliseconds: times.sorted()[times.count / 2])
  }
}
