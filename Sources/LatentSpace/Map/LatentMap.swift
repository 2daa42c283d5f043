import Aezip
import Images

/// The pictures that one model of an archive codes, laid out on a plane by their latents.
///
///     let maps = try await LatentMap.layOut(archive, projections: [.neighbours], maximum: 10_000)
///
/// Pictures are compared as a viewer shows them: those that their EXIF data turn are decoded,
/// turned and encoded anew.
package struct LatentMap: Sendable {
  package let model: CodingModel
  /// Paths of the pictures on the map, sorted.
  package let paths: [[UInt8]]
  /// At least one; the first is shown first.
  package let layouts: [MapLayout]
  /// For each picture some of its nearest neighbours by latents, nearest first, as indices into
  /// ``paths``.
  package let nearest: [[Int]]
  /// The share of the total variance that the compared components hold; 1 if all latents are
  /// compared.
  package let comparedVariance: Double
  /// Latents of the pictures, pictures × latents; empty for photographs.
  private let latents: [Float]
  /// How viewers turn the pictures that are not stored upright, by index into ``paths``.
  private let orientations: [Int: ImageOrientation]

  /// Neighbours listed for a picture.
  package static let shownNeighbours = 8
  /// Principal components that stand for longer vectors in comparisons.
  package static let maximumComponents = 64
  private static let key: UInt64 = 0x6D61_7002

  /// What a progress report counts.
  package enum Stage: Sendable {
    case reading(Progress)
    /// Comparing the latents, then laying out the pictures.
    case layout(Progress)
  }

  /// Lays out all pictures of an archive that are compared, a map for each model.
  ///
  /// - Parameters:
  ///   - projections: nil for all that a model allows; neighbours for a model that allows none
  ///   - maximum: pictures on a map, evenly spaced in the order of their names
  /// - Throws: ``LatentError``, and what reading an archive throws
  package static func layOut(
    _ archive: Archive, projections: [MapProjection]? = nil, maximum: Int, jobs: Int = 1,
    progress: @Sendable (Stage) -> Void = { _ in }
  ) async throws -> [LatentMap] {
    let all = try ComparedPictures.all(of: archive)
    guard !all.isEmpty else { throw LatentError.noLatents }
    if projections == [.latents], !all.contains(where: { $0.model.latents == 2 }) {
      throw LatentError.notTwoLatents(all.compactMap(\.model.latents).first)
    }
    var maps: [LatentMap] = []
    for compared in all {
      let model = compared.model
      let index = try await LatentIndex.read(archive, of: compared, jobs: jobs) {
        progress(.reading($0))
      }
      let possible = (projections ?? MapProjection.allCases).filter {
        $0 != .latents || model.latents == 2
      }
      let sorted = index.paths.indices.sorted {
        index.paths[$0].lexicographicallyPrecedes(index.paths[$1])
      }
      let rows = evenlySpaced(maximum, of: sorted.count).map { sorted[$0] }
      let upright = try await index.uprightNumbers(ofRows: rows, in: archive, jobs: jobs)
      maps.append(
        try await layOut(
          rows, of: index, upright, model, possible.isEmpty ? [.neighbours] : possible, jobs: jobs,
          progress))
    }
    return maps
  }

  /// - Parameter upright: numbers of rows that are not compared as they are stored
  private static func layOut(
    _ rows: [Int], of index: LatentIndex, _ upright: [Int: [Float]], _ model: CodingModel,
    _ projections: [MapProjection], jobs: Int, _ progress: @Sendable (Stage) -> Void
  ) async throws -> LatentMap {
    let numbers = rows.flatMap { upright[$0] ?? index.table.row($0) }
    let vectors = LatentVectors(numbers: numbers, length: index.table.width)
    let components = try vectors.principalComponents(maximumComponents)
    let reduces = vectors.length > maximumComponents && components.width > 0
    let table =
      reduces
      ? NeighbourTable(components.numbers, width: components.width)
      : NeighbourTable(numbers, width: vectors.length)
    let steps = rows.count + NeighbourEmbedding.steps
    func report(_ done: Int) {
      progress(
        .layout(Progress(files: done, totalFiles: steps, bytes: 0, totalBytes: 0)))
    }
    let wanted = max(NeighbourPairs.candidates(of: rows.count), shownNeighbours)
    let found = try await table.nearestOfAll(wanted, jobs: jobs) { report($0) }
    let plane = components.plane(rows.count)
    let layouts = projections.map { projection in
      let positions =
        switch projection {
        case .pca: plane
        case .latents: rows.map { SIMD2(index.latents($0)[0], index.latents($0)[1]) }
        case .neighbours:
          embed(table, nearest: found, from: plane) { report(rows.count + $0) }
        }
      return MapLayout(
        projection, positions, nearest: found,
        variance: projection == .pca ? components.shares.prefix(2).last : nil)
    }
    var orientations: [Int: ImageOrientation] = [:]
    for (position, row) in rows.enumerated() { orientations[position] = index.orientations[row] }
    return LatentMap(
      model: model, paths: rows.map { index.paths[$0] }, layouts: layouts,
      nearest: found.map { $0.prefix(shownNeighbours).map(\.row) },
      comparedVariance: reduces ? components.shares.last ?? 1 : 1,
      latents: index.latents(ofRows: rows), orientations: orientations)
  }

  private static func embed(
    _ table: NeighbourTable, nearest: [[NeighbourTable.Neighbour]], from start: [SIMD2<Float>],
    progress: (Int) -> Void
  ) -> [SIMD2<Float>] {
    // Of three rows, each is a neighbour of the others.
    guard table.count > 3 else { return start }
    let pairs = NeighbourPairs(table, nearest: nearest, key: key)
    var embedding = NeighbourEmbedding(pairs, from: start)
    embedding.run(progress)
    return embedding.positions
  }

  /// Some pictures of the map, upright, as a small model decodes them; nil for photographs, which
  /// the archive decodes.
  ///
  /// - Throws: ``LatentError/notFinite``
  package func images(_ rows: Range<Int>) throws(LatentError) -> [Image]? {
    guard case .objects(let network) = model.network, network.hasImages else { return nil }
    let width = network.latents
    let images = try network.images(
      decoding: Array(latents[rows.lowerBound * width..<rows.upperBound * width]))
    return zip(rows, images).map { row, image in
      orientations[row].map { image.upright($0) } ?? image
    }
  }

  /// Whether the picture at an index is shown turned by a quarter, so that its sides are swapped.
  func swapsSides(_ row: Int) -> Bool { orientations[row]?.swapsSides ?? false }
}

extension LatentVectors.Components {
  /// The first two components of each row, 0 where there are none.
  fileprivate func plane(_ rows: Int) -> [SIMD2<Float>] {
    (0..<rows).map { row in
      SIMD2(
        width > 0 ? numbers[row * width] : 0, width > 1 ? numbers[row * width + 1] : 0)
    }
  }
}
