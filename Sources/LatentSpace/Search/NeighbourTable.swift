/// Rows of numbers, of which the nearest to another are asked for.
///
/// All are looked at: sixty thousand of 64 numbers take some milliseconds.
package struct NeighbourTable: Sendable {
  /// Rows there are.
  package let count: Int
  /// Numbers of a row.
  package let width: Int
  /// Vectors of 16 a row, filled up with zeros.
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

  /// A row as it was given.
  package func row(_ index: Int) -> [Float] {
    (0..<width).map { rows[index * vectors + $0 / 16][$0 % 16] }
  }

  /// Σ (a − b)² of two rows.
  func square(_ one: Int, _ other: Int) -> Float {
    var squares = SIMD16<Float>.zero
    for part in 0..<vectors {
      let difference = rows[one * vectors + part] - rows[other * vectors + part]
      squares += difference * difference
    }
    return squares.sum()
  }

  /// A row, and how far it is.
  package struct Neighbour: Sendable, Equatable {
    package let row: Int
    /// √Σ (a − b)²
    package let distance: Float
  }

  /// The nearest rows, nearest first; of two equally far the earlier.
  ///
  /// - Parameter excluding: a row that does not count
  /// - Complexity: O(count · width)
  package func nearest(
    to query: [Float], count wanted: Int, excluding: Int? = nil
  ) -> [Neighbour] {
    precondition(query.count == width, "a query is as wide as a row")
    let query = Self.packed(query[...])
    var found: [(row: Int, square: Float)] = []
    found.reserveCapacity(wanted + 1)
    var limit = Float.infinity
    for row in 0..<count where row != excluding {
      let first = row * vectors
      var squares = SIMD16<Float>.zero
      for part in 0..<vectors {
        let difference = rows[first + part] - query[part]
        squares += difference * difference
      }
      let square = squares.sum()
      guard square < limit || found.count < wanted else { continue }
      let place = found.lastIndex { $0.square <= square }.map { $0 + 1 } ?? 0
      found.insert((row, square), at: place)
      if found.count > wanted { found.removeLast() }
      if found.count == wanted { limit = found.last?.square ?? 0 }
    }
    return found.map { Neighbour(row: $0.row, distance: $0.square.squareRoot()) }
  }
}
