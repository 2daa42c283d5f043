import Aezip
import Images
import Networks
import Synchronization
import Tensors

/// The pictures of an archive that one model codes, compared by their latents; with the model of
/// photographs also those without latents, which are decoded and encoded.
///
///     let query = LatentIndex.Query.picture(image)
///     let index = try await LatentIndex.read(archive, for: query)
///     let nearest = index.nearest(to: try index.position(of: query), count: 10)
///
/// Pictures are compared as a viewer shows them. Latents of a picture that its EXIF data turn are
/// compared with those of the query turned the same way.
package struct LatentIndex: Sendable {
  /// What is searched for.
  package enum Query: Sendable {
    /// A picture from elsewhere, upright; its alpha does not count.
    case picture(Image)
    /// A picture of the archive, by its path.
    case entry([UInt8])
  }

  /// The unit of distances.
  package enum Measure: String, Sendable, Encodable {
    /// About the root mean square difference of two pictures' samples, 0…255.
    case samples
    /// The distance of two photographs' descriptors, without a unit.
    case digests
  }

  private enum Space: Sendable {
    case samples(SampleDecoder, LatentTransform, latents: [Float])
    case photos(PhotoModel, QualityLevel)
  }

  /// Paths of the pictures, in the order of the archive.
  package let paths: [[UInt8]]
  /// Pictures of the archive, those of other models included.
  package let allPictures: Int
  /// The numbers that are compared, a row for each of ``paths``.
  package let table: NeighbourTable
  /// How viewers turn the pictures whose pixels are not stored upright, by row.
  let orientations: [Int: ImageOrientation]
  private let space: Space
  /// An entry that is searched for, upright; nil if its stored latents are all that is needed.
  private var upright: Image?

  package var measure: Measure {
    if case .samples = space { .samples } else { .digests }
  }

  /// Reads the latents of the pictures that a query can be compared with.
  ///
  /// - Parameters:
  ///   - jobs: blocks read at a time
  ///   - metric: for the latents of small models
  /// - Throws: ``LatentError``, and what reading an archive throws
  package static func read(
    _ archive: Archive, for query: Query, jobs: Int = 1, metric: LatentMetric = .diagonalPullback,
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> LatentIndex {
    let all = try ComparedPictures.all(of: archive)
    guard !all.isEmpty else { throw LatentError.noLatents }
    var index = try await read(
      archive, of: pictures(for: query, in: archive, all), jobs: jobs, metric: metric,
      allPictures: all.reduce(0) { $0 + $1.model.pictures }, progress: progress)
    if case .entry(let path) = query, let row = index.paths.firstIndex(of: path),
      !index.orientations.isEmpty,
      index.paths.indices.contains(where: { other in
        index.orientations[other] != index.orientations[row]
      })
    {
      index.upright = try await archive.uprightImages([path], jobs: jobs)[path]
    }
    return index
  }

  /// Reads the latents of all pictures of a model.
  ///
  /// - Parameters:
  ///   - compared: one of ``ComparedPictures/all(of:)``
  ///   - allPictures: pictures of the archive; nil for those of the model
  /// - Throws: ``LatentError``, and what reading an archive throws
  package static func read(
    _ archive: Archive, of compared: ComparedPictures, jobs: Int = 1,
    metric: LatentMetric = .diagonalPullback, allPictures: Int? = nil,
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> LatentIndex {
    let model = compared.model
    let orientations = try await archive.orientations(ofModel: model.number, jobs: jobs)
    let paths: [[UInt8]]
    let table: NeighbourTable
    let space: Space
    switch model.network {
    case .objects(let network):
      let decoder = try SampleDecoder(network, level: model.level)
      let read = try await archive.sampleLatents(
        ofModel: model.number, jobs: jobs, progress: progress)
      let latents = read.flatMap(\.latents)
      let transform = LatentTransform.fit(metric, of: decoder, latents)
      paths = read.map(\.path)
      table = NeighbourTable(transform(latents), width: network.latents)
      space = .samples(decoder, transform, latents: latents)
    case .photo(let network):
      let read = try await archive.readLatents(
        ofModel: model.number, jobs: jobs, progress: progress
      ) { latents in
        guard case .photo(let grid, let size, let steps) = latents else { return [Float]() }
        return PhotoDescriptor.numbers(grid, size: size, steps: steps)
      }
      let decoded = try await archive.photoDescriptors(
        of: compared.decoded, network, model.level, jobs: jobs, progress: progress)
      paths = read.map(\.path) + decoded.map(\.path)
      table = NeighbourTable(
        read.flatMap(\.result) + decoded.flatMap(\.numbers),
        width: PhotoDescriptor.width(channels: network.configuration.latents))
      space = .photos(network, model.level)
    }
    var turned: [Int: ImageOrientation] = [:]
    if !orientations.isEmpty {
      for (row, path) in paths.enumerated() { turned[row] = orientations[path] }
    }
    return LatentIndex(
      paths: paths, allPictures: allPictures ?? model.pictures, table: table,
      orientations: turned, space: space)
  }

  private init(
    paths: [[UInt8]], allPictures: Int, table: NeighbourTable,
    orientations: [Int: ImageOrientation], space: Space
  ) {
    (self.paths, self.allPictures, self.table) = (paths, allPictures, table)
    (self.orientations, self.space) = (orientations, space)
  }

  /// The latents of a picture as its model made them; none for photographs.
  func latents(_ row: Int) -> [Float] {
    guard case .samples(let decoder, _, let latents) = space else { return [] }
    let count = decoder.model.latents
    return Array(latents[row * count..<(row + 1) * count])
  }

  /// The latents of some pictures, one after the other.
  func latents(ofRows rows: [Int]) -> [Float] { rows.flatMap { latents($0) } }

  /// The model whose latents a query is compared with: the query's own, else one for pictures of
  /// its size, else that of photographs, which have any size.
  private static func pictures(
    for query: Query, in archive: Archive, _ all: [ComparedPictures]
  ) throws -> ComparedPictures {
    switch query {
    case .entry(let path):
      let number = try archive.codingModel(ofPicture: path)
      let found = all.first {
        number == nil ? $0.decoded.contains(path) : $0.model.number == number
      }
      guard let found else { throw LatentError.notLatents(path: path) }
      return found
    case .picture(let image):
      let colours = image.channels.isColour ? 3 : 1
      let fitting = all.filter {
        $0.shape?.width == image.width && $0.shape?.height == image.height
      }
      let found =
        fitting.first { $0.shape?.channels == colours } ?? fitting.first
        ?? all.first { $0.shape == nil }
        // Pictures may be stored turned by a quarter.
        ?? all.first { $0.shape?.width == image.height && $0.shape?.height == image.width }
      guard let found else {
        throw LatentError.sizeMismatch(
          found: image.sizeText, expected: all.compactMap { $0.shape?.sizeText })
      }
      return found
    }
  }

  /// Where a query lies among the pictures of an index.
  package struct Position: Sendable {
    /// As wide as the table's rows, for each orientation that pictures of the index have and that
    /// the query fits.
    fileprivate let numbers: [ImageOrientation: [Float]]
    /// The query's own row, if it is of the archive.
    package let row: Int?
  }

  /// - Parameter query: the one the index was read for, or another that suits the same model
  /// - Throws: ``LatentError/notLatents(path:)``, ``LatentError/sizeMismatch(found:expected:)``
  package func position(of query: Query) throws(LatentError) -> Position {
    var numbers: [ImageOrientation: [Float]] = [:]
    switch query {
    case .picture(let image):
      for orientation in presentOrientations {
        numbers[orientation] = self.numbers(of: image, storedAs: orientation)
      }
      guard !numbers.isEmpty else {
        throw .sizeMismatch(found: image.sizeText, expected: [shape?.sizeText].compactMap { $0 })
      }
      return Position(numbers: numbers, row: nil)
    case .entry(let path):
      guard let row = paths.firstIndex(of: path) else { throw .notLatents(path: path) }
      if let upright {
        for orientation in presentOrientations {
          numbers[orientation] = self.numbers(of: upright, storedAs: orientation)
        }
      }
      numbers[orientations[row] ?? .topLeft] = table.row(row)
      return Position(numbers: numbers, row: row)
    }
  }

  /// A picture of the archive and its distance in units of ``measure``.
  package struct Neighbour: Sendable, Equatable {
    package let path: [UInt8]
    package let distance: Double
  }

  /// The nearest pictures, nearest first, without the query itself.
  package func nearest(to position: Position, count: Int) -> [Neighbour] {
    var found: [NeighbourTable.Neighbour]
    if orientations.isEmpty, let numbers = position.numbers[.topLeft] {
      found = table.nearest(to: numbers, count: count, excluding: position.row)
    } else {
      found = []
      for (orientation, numbers) in position.numbers {
        found += table.nearest(to: numbers, count: count, excluding: position.row) {
          orientations[$0] ?? .topLeft == orientation
        }
      }
      found.sort { ($0.distance, $0.row) < ($1.distance, $1.row) }
    }
    return found.prefix(count).map {
      Neighbour(path: paths[$0.row], distance: Double($0.distance))
    }
  }

  private var presentOrientations: Set<ImageOrientation> {
    var present = Set(orientations.values)
    if orientations.count < paths.count { present.insert(.topLeft) }
    return present
  }

  private var shape: SampleShape? {
    if case .samples(let decoder, _, _) = space { decoder.model.shape } else { nil }
  }

  /// The numbers of an upright image, as if it were stored in an orientation; nil if the model
  /// codes no pictures of that size.
  private func numbers(of image: Image, storedAs orientation: ImageOrientation) -> [Float]? {
    let image = image.upright(orientation.inverse)
    switch space {
    case .samples(let decoder, let transform, let latents):
      let shape = decoder.model.shape
      guard image.width == shape.width, image.height == shape.height else { return nil }
      let inverter = LatentInverter(decoder, starts: latents)
      return transform(inverter.latents(of: decoder.model.numbers(of: image)))
    case .photos(let model, let level):
      return PhotoDescriptor.numbers(of: image, by: model, level)
    }
  }

  /// The numbers of pictures as they are shown, by row, for those of some rows that are stored
  /// turned and fit the model when they are upright. Decodes these pictures.
  func uprightNumbers(
    ofRows rows: [Int], in archive: Archive, jobs: Int
  ) async throws -> [Int: [Float]] {
    let turned = rows.filter { orientations[$0] != nil }
    guard !turned.isEmpty else { return [:] }
    let found = Mutex([[UInt8]: [Float]]())
    _ = try await archive.visit(only: Set(turned.map { paths[$0] }), jobs: jobs) { path, content in
      guard case .picture(let picture) = content else { return }
      guard let row = numbers(of: picture.upright.image, storedAs: .topLeft) else { return }
      found.withLock { $0[path] = row }
    }
    let upright = found.withLock { $0 }
    return Dictionary(
      uniqueKeysWithValues: turned.compactMap { row in upright[paths[row]].map { (row, $0) } })
  }
}

extension CodingModel {
  /// The shape of the pictures it codes; nil where they have any size.
  var shape: SampleShape? {
    if case .objects(let network) = network { network.shape } else { nil }
  }

  /// Latents of a picture; nil for photographs, which have some for each block.
  var latents: Int? {
    if case .objects(let network) = network { network.latents } else { nil }
  }
}

extension Archive {
  /// Reads the latents of all pictures of a small model, in the order of the archive.
  func sampleLatents(
    ofModel number: Int?, jobs: Int, progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws -> [(path: [UInt8], latents: [Float])] {
    try await readLatents(ofModel: number, jobs: jobs, progress: progress) { latents in
      guard case .object(let values) = latents else { return [Float]() }
      return Array(values)
    }.map { ($0.path, $0.result) }
  }

  /// Decodes pictures and turns them upright, by path; those that do not decode are left out.
  func uprightImages(_ paths: Set<[UInt8]>, jobs: Int) async throws -> [[UInt8]: Image] {
    let found = Mutex([[UInt8]: Image]())
    _ = try await visit(only: paths, seesJPEGs: true, jobs: jobs) { path, content in
      guard case .picture(let picture) = content else { return }
      let image = picture.upright.image
      found.withLock { $0[path] = image }
    }
    return found.withLock { $0 }
  }
}
