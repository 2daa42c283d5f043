/// How codes come to lie on a plane.
package enum MapWay: String, Sendable, CaseIterable {
  /// As they are, of models of two numbers.
  case codes
  /// Beside their neighbours, as far as a plane has room (see ``NeighbourEmbedding``).
  case neighbours
  /// By the two directions in which they differ most.
  case pca
}

/// Where pictures lie.
package struct MapLayout: Sendable {
  package let way: MapWay
  /// A picture each, right and up; the longer side of all is 0…1, the middle at ½.
  package let places: [SIMD2<Float>]
  /// What share of a picture's nearest by codes are among as many nearest on the plane, the mean
  /// of some hundred pictures.
  package let kept: Double
  /// Of principal components: the share of all variance that the two hold.
  package let variance: Double?

  init(
    _ way: MapWay, _ raw: [SIMD2<Float>], nearest: [[NeighbourTable.Neighbour]],
    variance: Double? = nil
  ) {
    self.way = way
    self.variance = variance
    places = Self.fitted(raw)
    kept = Self.kept(of: nearest, by: places)
  }

  private static func fitted(_ raw: [SIMD2<Float>]) -> [SIMD2<Float>] {
    guard let first = raw.first else { return [] }
    let (low, high) = raw.reduce((first, first)) {
      (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1))
    }
    let size = (high - low).max()
    let middle = low / 2 + high / 2
    return raw.map { ($0 - middle) * (size > 0 ? 1 / size : 0) + SIMD2(0.5, 0.5) }
  }

  /// Rows looked at.
  private static let asked = 500

  private static func kept(
    of nearest: [[NeighbourTable.Neighbour]], by places: [SIMD2<Float>]
  ) -> Double {
    let table = NeighbourTable(places.flatMap { [$0.x, $0.y] }, width: 2)
    var shares = 0.0
    let rows = Spread.places(asked, of: places.count)
    for row in rows {
      let there = nearest[row].prefix(LatentMap.shownNeighbours)
      guard !there.isEmpty else { return 1 }
      let here = table.nearest(to: table.row(row), count: there.count, excluding: row)
      let common = Set(there.map(\.row)).intersection(here.map(\.row)).count
      shares += Double(common) / Double(there.count)
    }
    return shares / Double(max(rows.count, 1))
  }
}
