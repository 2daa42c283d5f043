import Aezip
import Images

/// The pictures of one model of an archive on a plane, near codes near.
///
///     let maps = try await LatentMap.maps(of: archive, ways: [.neighbours], most: 10_000)
package struct LatentMap: Sendable {
  package let model: CodingModel
  /// Of the pictures on the map, sorted.
  package let paths: [[UInt8]]
  /// One at least, the first to be shown first.
  package let layouts: [MapLayout]
  /// Of each picture some of the nearest by their codes, nearest first, as places in `paths`.
  package let nearest: [[Int]]
  /// What share of all variance is in the numbers compared; 1 where all are.
  package let compared: Double
  private let values: [Float]

  /// Neighbours told of a picture.
  package static let shownNeighbours = 8
  /// Principal components compared, of codes of more numbers.
  package static let mostCompared = 64
  private static let key: UInt64 = 0x6D61_7002

  /// What there is to wait for.
  package enum Stage: Sendable {
    case reading(Progress)
    /// Comparing all codes, then placing them.
    case placing(Progress)
  }

  /// Maps of an archive, those of most pictures first.
  ///
  /// - Parameters:
  ///   - ways: to place pictures by; nil for all that a model has, neighbours where it has none
  ///   - most: pictures on a map, evenly spread over all in the order of their names
  /// - Throws: ``LatentError``, and what reading an archive throws
  package static func maps(
    of archive: Archive, ways: [MapWay]? = nil, most: Int, jobs: Int = 1,
    progress: @Sendable (Stage) -> Void = { _ in }
  ) async throws -> [LatentMap] {
    let models = try archive.codingModels()
    guard !models.isEmpty else { throw LatentError.noCodes }
    if ways == [.codes], !models.contains(where: { $0.latents == 2 }) {
      throw LatentError.notTwoNumbers(models.compactMap(\.latents).first)
    }
    var maps: [LatentMap] = []
    for model in models {
      let index = try await LatentIndex(archive, of: model, jobs: jobs) {
        progress(.reading($0))
      }
      let possible = (ways ?? MapWay.allCases).filter { $0 != .codes || model.latents == 2 }
      let used = possible.isEmpty ? [.neighbours] : possible
      maps.append(try await LatentMap(index, model, used, most, jobs, progress))
    }
    return maps
  }

  private init(
    _ index: LatentIndex, _ model: CodingModel, _ ways: [MapWay], _ most: Int, _ jobs: Int,
    _ progress: @Sendable (Stage) -> Void
  ) async throws {
    let sorted = index.paths.indices.sorted {
      index.paths[$0].lexicographicallyPrecedes(index.paths[$1])
    }
    let rows = Spread.places(most, of: sorted.count).map { sorted[$0] }
    self.model = model
    paths = rows.map { index.paths[$0] }
    values = index.values(ofRows: rows)
    let numbers = rows.flatMap { index.table.row($0) }
    let vectors = LatentVectors(numbers: numbers, length: index.table.width)
    let leading = try vectors.leading(Self.mostCompared)
    let reduces = vectors.length > Self.mostCompared && leading.width > 0
    compared = reduces ? leading.shares.last ?? 1 : 1
    let table =
      reduces
      ? NeighbourTable(leading.numbers, width: leading.width)
      : NeighbourTable(numbers, width: vectors.length)
    let steps = rows.count + NeighbourEmbedding.steps
    func report(_ done: Int) {
      progress(
        .placing(Progress(files: done, totalFiles: steps, bytes: 0, totalBytes: 0)))
    }
    let wanted = max(NeighbourPairs.candidates(of: rows.count), Self.shownNeighbours)
    let found = try await table.nearestOfAll(wanted, jobs: jobs) { report($0) }
    nearest = found.map { $0.prefix(Self.shownNeighbours).map(\.row) }
    let components = leading.places(rows.count)
    layouts = ways.map { way in
      let places =
        switch way {
        case .pca: components
        case .codes: rows.map { SIMD2(index.code($0)[0], index.code($0)[1]) }
        case .neighbours:
          Self.embedded(table, nearest: found, from: components) { report(rows.count + $0) }
        }
      return MapLayout(
        way, places, nearest: found,
        variance: way == .pca ? leading.shares.prefix(2).last : nil)
    }
  }

  private static func embedded(
    _ table: NeighbourTable, nearest: [[NeighbourTable.Neighbour]], from start: [SIMD2<Float>],
    progress: (Int) -> Void
  ) -> [SIMD2<Float>] {
    // So few have no one who is not a neighbour.
    guard table.count > 3 else { return start }
    let pairs = NeighbourPairs(table, nearest: nearest, key: key)
    var embedding = NeighbourEmbedding(pairs, from: start)
    embedding.run(progress)
    return embedding.places
  }

  /// Some pictures of the map as a small model decodes them; nil of photographs, which take the
  /// archive.
  ///
  /// - Throws: ``LatentError/notFinite``
  package func pictures(_ rows: Range<Int>) throws(LatentError) -> [Image]? {
    guard case .objects(let network) = model.network, network.hasImages else { return nil }
    let latents = network.latents
    return try network.images(
      decoding: Array(values[rows.lowerBound * latents..<rows.upperBound * latents]))
  }
}

extension LatentVectors.Leading {
  /// The first two numbers of each row, zero where there are none.
  fileprivate func places(_ rows: Int) -> [SIMD2<Float>] {
    (0..<rows).map { row in
      SIMD2(
        width > 0 ? numbers[row * width] : 0, width > 1 ? numbers[row * width + 1] : 0)
    }
  }
}
