/// How latents are projected to a plane.
package enum MapProjection: String, Sendable, CaseIterable {
  /// The latents themselves, for models of two latents.
  case latents
  /// A neighbour embedding, see ``NeighbourEmbedding``.
  case neighbours
  /// The first two principal components.
  case pca
}

/// The positions of pictures on a plane.
package struct MapLayout: Sendable {
  package let projection: MapProjection
  /// A position for each picture, right and up; the longer side of all is 0…1, the centre at ½.
  package let positions: [SIMD2<Float>]
  /// Neighbourhood preservation: the share of a picture's nearest neighbours by latents that are
  /// among as many nearest neighbours on the plane, averaged over up to 500 pictures.
  package let preservation: Double
  /// The share of the total variance that the two principal components hold; nil for other
  /// projections.
  package let variance: Double?

  init(
    _ projection: MapProjection, _ raw: [SIMD2<Float>], nearest: [[NeighbourTable.Neighbour]],
    variance: Double? = nil
  ) {
    self.projection = projection
    self.variance = variance
    positions = Self.fitted(raw)
    preservation = Self.preservation(of: nearest, by: positions)
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

  /// Pictures that ``preservation`` averages over.
  private static let sampled = 500

  private static func preservation(
    of nearest: [[NeighbourTable.Neighbour]], by positions: [SIMD2<Float>]
  ) -> Double {
    let table = NeighbourTable(positions.flatMap { [$0.x, $0.y] }, width: 2)
    var shares = 0.0
    let rows = evenlySpaced(sampled, of: positions.count)
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
