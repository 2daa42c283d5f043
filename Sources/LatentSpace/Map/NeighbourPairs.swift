import Aezip
import Tensors

/// The pairs of rows that PaCMAP's loss sums over (Wang, Huang, Rudin & Shaposhnik 2021, section
/// 5): neighbours, mid-near pairs for the global structure, and further pairs that repel each
/// other.
struct NeighbourPairs: Sendable {
  struct Pair: Sendable {
    let one: Int32
    let other: Int32
  }

  let near: [Pair]
  let midNear: [Pair]
  let far: [Pair]

  /// - Parameters:
  ///   - nearest: neighbours of each row, nearest first
  ///   - key: seed of the random pairs
  init(_ table: NeighbourTable, nearest: [[NeighbourTable.Neighbour]], key: UInt64) {
    let wanted = Self.neighbours(of: table.count)
    let chosen = Self.chosen(nearest, wanted)
    near = chosen.enumerated().flatMap { row, others in others.map { Pair(row, $0) } }
    let halfAsMany = max((wanted + 1) / 2, 1)
    var midNear: [Pair] = []
    var far: [Pair] = []
    let tried = 6
    let drawn = halfAsMany * tried + 2 * wanted
    for row in 0..<table.count {
      let draws = Tensor.uniform(
        rows: 1, columns: 1, channels: drawn, key: key &+ UInt64(row) &* 0x9E37_79B9_7F4A_7C15
      ).values.map { min(Int($0 * Float(table.count)), table.count - 1) }
      for first in stride(from: 0, to: halfAsMany * tried, by: tried) {
        let others = draws[first..<first + tried].filter { $0 != row }
          .map { (distance: table.square(row, $0), row: $0) }.sorted { $0 < $1 }
        if others.count > 1 { midNear.append(Pair(row, others[1].row)) }
      }
      let close = Set(chosen[row])
      for other in draws[(halfAsMany * tried)...] where other != row && !close.contains(other) {
        far.append(Pair(row, other))
      }
    }
    (self.midNear, self.far) = (midNear, far)
  }

  /// Near pairs of each row.
  static func neighbours(of rows: Int) -> Int { min(max(rows / 6, 2), 10, rows - 1) }

  /// Neighbours from which the near pairs are chosen.
  static func candidates(of rows: Int) -> Int { min(neighbours(of: rows) + 40, rows - 1) }

  /// The neighbours with the smallest scaled distance: d² over the product of the mean distances of
  /// both rows to their fourth to sixth neighbours.
  private static func chosen(
    _ nearest: [[NeighbourTable.Neighbour]], _ wanted: Int
  ) -> [[Int]] {
    let reach = nearest.map { found -> Float in
      let part = found.count >= 6 ? found[3..<6] : found[...]
      let mean = part.reduce(0) { $0 + $1.distance } / Float(max(part.count, 1))
      return max(mean, 1e-10)
    }
    return nearest.enumerated().map { row, found in
      found.map { other in
        let square = other.distance * other.distance
        return (square / (reach[row] * reach[other.row]), other.row)
      }.sorted { $0 < $1 }.prefix(wanted).map(\.1)
    }
  }
}

extension NeighbourPairs.Pair {
  fileprivate init(_ one: Int, _ other: Int) { self.init(one: Int32(one), other: Int32(other)) }
}

extension NeighbourTable {
  /// The nearest neighbours of each row, nearest first, without the row itself.
  ///
  /// - Parameter jobs: threads
  /// - Complexity: O(rows² · width)
  func nearestOfAll(
    _ wanted: Int, jobs: Int, progress: (Int) -> Void = { _ in }
  ) async throws -> [[Neighbour]] {
    let parts = stride(from: 0, to: count, by: 64).map { $0..<min($0 + 64, count) }
    var all: [[Neighbour]] = []
    all.reserveCapacity(count)
    try await Pipeline.run(parts, width: max(jobs, 1)) { rows in
      rows.map { nearest(to: row($0), count: wanted, excluding: $0) }
    } consume: {
      all += $0
      progress(all.count)
    }
    return all
  }
}
