import Aezip
import Images
import Networks
import Tensors

/// The pictures of an archive that are coded with one model, by where their codes lie.
///
///     let index = try await LatentIndex(archive, for: .picture(image))
///     let nearest = index.nearest(to: try index.place(of: .picture(image)), count: 10)
package struct LatentIndex: Sendable {
  /// What is searched for.
  package enum Query: Sendable {
    /// A picture from elsewhere; its alpha does not count.
    case picture(Image)
    /// One of the archive, by its path.
    case object([UInt8])
  }

  /// What distances are measured by.
  package enum Measure: String, Sendable, Encodable {
    /// About how far samples 0…255 are from each other, their root mean square.
    case samples
    /// Of the digests of photographs' codes, in no unit.
    case digests
  }

  private enum Space: Sendable {
    case objects(SampleDecoder, LatentPlane, codes: [Float])
    case photos(PhotoModel, QualityLevel)
  }

  /// Of the pictures, in the order of the archive.
  package let paths: [[UInt8]]
  /// Pictures of the archive, those of other models too.
  package let allPictures: Int
  /// What is compared, picture by picture.
  package let table: NeighbourTable
  private let space: Space

  package var measure: Measure {
    if case .objects = space { .samples } else { .digests }
  }

  /// Reads the codes of the pictures that a query can be compared with.
  ///
  /// - Parameters:
  ///   - jobs: blocks read at a time
  ///   - metric: of the codes of small models
  package init(
    _ archive: Archive, for query: Query, jobs: Int = 1, metric: LatentMetric = .reactions,
    progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws {
    let models = try archive.codingModels()
    guard !models.isEmpty else { throw LatentError.noCodes }
    try await self.init(
      archive, of: Self.model(for: query, in: archive, models), jobs: jobs, metric: metric,
      allPictures: models.reduce(0) { $0 + $1.pictures }, progress: progress)
  }

  /// Reads the codes of all pictures of a model.
  ///
  /// - Parameters:
  ///   - model: of ``Archive/codingModels()``
  ///   - allPictures: of the archive; the model's where not told
  package init(
    _ archive: Archive, of model: CodingModel, jobs: Int = 1, metric: LatentMetric = .reactions,
    allPictures: Int? = nil, progress: @Sendable (Progress) -> Void = { _ in }
  ) async throws {
    self.allPictures = allPictures ?? model.pictures
    switch model.network {
    case .objects(let network):
      let decoder = try SampleDecoder(network, level: model.level)
      let read = try await archive.readCodes(
        ofModel: model.number, jobs: jobs, progress: progress
      ) { codes in
        guard case .object(let values) = codes else { return [Float]() }
        return Array(values)
      }
      let values = read.flatMap(\.result)
      let map = LatentPlane(metric, of: decoder, values)
      paths = read.map(\.path)
      table = NeighbourTable(map(values), width: network.latents)
      space = .objects(decoder, map, codes: values)
    case .photo(let network):
      let read = try await archive.readCodes(
        ofModel: model.number, jobs: jobs, progress: progress
      ) { codes in
        guard case .photo(let grid, let size, let gains) = codes else { return [Float]() }
        return PhotoDigest.numbers(grid, size: size, gains: gains)
      }
      paths = read.map(\.path)
      table = NeighbourTable(
        read.flatMap(\.result),
        width: PhotoDigest.width(channels: network.configuration.latents))
      space = .photos(network, model.level)
    }
  }

  /// A picture's code as its model made it; nothing of photographs.
  func code(_ row: Int) -> [Float] {
    guard case .objects(let decoder, _, let codes) = space else { return [] }
    let latents = decoder.model.latents
    return Array(codes[row * latents..<(row + 1) * latents])
  }

  /// The codes of some pictures, one after the other.
  func values(ofRows rows: [Int]) -> [Float] { rows.flatMap { code($0) } }

  /// The model whose codes a query is compared with: its own, or one for pictures of its size,
  /// or else that of photographs, which have any size.
  private static func model(
    for query: Query, in archive: Archive, _ models: [CodingModel]
  ) throws -> CodingModel {
    switch query {
    case .object(let path):
      let number = try archive.codingModel(ofPicture: path)
      guard let model = models.first(where: { $0.number == number }) else {
        throw LatentError.notCoded(path: path)
      }
      return model
    case .picture(let image):
      let colours = image.channels.isColour ? 3 : 1
      let fitting = models.filter { model in
        guard case .objects(let network) = model.network else { return false }
        return network.shape.width == image.width && network.shape.height == image.height
      }
      let found =
        fitting.first { $0.shape?.channels == colours } ?? fitting.first
        ?? models.first { $0.shape == nil }
      guard let found else {
        throw LatentError.otherSize(
          query: "\(image.width)×\(image.height)",
          known: models.compactMap(\.shape).map { "\($0.width)×\($0.height)" })
      }
      return found
    }
  }

  /// Where a query lies.
  package struct Place: Sendable {
    /// As wide as the table's rows.
    package let numbers: [Float]
    /// The query's own row, if it is of the archive.
    package let row: Int?
  }

  /// - Parameter query: that the index was made for, or another that the same model suits
  package func place(of query: Query) throws(LatentError) -> Place {
    switch query {
    case .picture(let image): return Place(numbers: numbers(of: image), row: nil)
    case .object(let path):
      guard let row = paths.firstIndex(of: path) else { throw .notCoded(path: path) }
      return Place(numbers: table.row(row), row: row)
    }
  }

  /// A picture of the archive, and how far it is by the index's measure.
  package struct Neighbour: Sendable, Equatable {
    package let path: [UInt8]
    package let distance: Double
  }

  /// The nearest pictures, nearest first; not the query itself.
  package func nearest(to place: Place, count: Int) -> [Neighbour] {
    table.nearest(to: place.numbers, count: count, excluding: place.row).map {
      Neighbour(path: paths[$0.row], distance: Double($0.distance))
    }
  }

  private func numbers(of image: Image) -> [Float] {
    switch space {
    case .objects(let decoder, let map, let codes):
      return map(LatentInverter(decoder, codes).code(of: decoder.model.numbers(of: image)))
    case .photos(let model, let level):
      let size = PhotoSize(width: image.width, height: image.height)
      let codes = model.codes(of: image.withoutAlpha.inColour.samples, size: size, level: level)
      return PhotoDigest.numbers(codes.latents, size: size, gains: model.steps(at: level))
    }
  }
}

extension CodingModel {
  /// Of the pictures it codes; nil where they have any.
  var shape: SampleShape? {
    if case .objects(let network) = network { network.shape } else { nil }
  }

  /// Numbers of a code; nil of photographs, which have as many as their size asks for.
  var latents: Int? {
    if case .objects(let network) = network { network.latents } else { nil }
  }
}
