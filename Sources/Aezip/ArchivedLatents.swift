import Container
import Files
import Networks
import Tensors

/// The codes of a picture in an archive, as numbers a network made.
package enum ArchivedLatents: Sendable {
  /// z of d(z), where a small autoencoder made them.
  case object(ArraySlice<Float>)
  /// Those of a photograph: integers, and the width of a step of each channel.
  case photo(LatentGrid, size: PhotoSize, gains: [Float])
}

/// A model that pictures of an archive are coded with.
package struct CodingModel: Sendable {
  package enum Network: Sendable {
    case photo(PhotoModel)
    case objects(SampleModel)
  }

  /// Its place among ``Archive/modelNames``.
  package let number: Int
  package let network: Network
  /// Pictures coded with it, and copies of them.
  package let pictures: Int
  /// The level that most of them have.
  package let level: QualityLevel
}

extension Archive {
  /// The models that pictures are coded with, those of most pictures first.
  package func codingModels() throws -> [CodingModel] {
    var levels: [Int: [UInt16: Int]] = [:]
    var infos: [Int: PictureInfo] = [:]
    for (_, _, info) in codedPictures {
      levels[info.model, default: [:]][info.level, default: 0] += 1
      infos[info.model] = info
    }
    return try infos.map { number, info in
      let counts = levels[number] ?? [:]
      let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
      let network: CodingModel.Network =
        switch try codec(for: info) {
        case .photo(let codec): .photo(codec.model)
        case .objects(let codec): .objects(codec.model)
        }
      return CodingModel(
        number: number, network: network, pictures: counts.values.reduce(0, +),
        level: QualityLevel(index: Int(most?.key ?? 0), conditioning: .interpolated))
    }.sorted { ($1.pictures, $0.number) < ($0.pictures, $1.number) }
  }

  /// The number of the model that a picture is coded with; nil if it is stored in another way.
  ///
  /// - Throws: ``ArchiverError/nothingMatches(_:)`` if there is nothing of that path
  package func codingModel(ofPicture path: [UInt8]) throws(ArchiverError) -> Int? {
    if let found = codedPictures.first(where: { $0.entry.path == path }) { return found.info.model }
    guard reader.entries.contains(where: { $0.path == path }) else {
      throw .nothingMatches([displayName(of: path)])
    }
    return nil
  }

  /// Reads the codes of all pictures of a model; decodes them no further.
  ///
  /// - Parameters:
  ///   - number: the model's, as ``codingModels()`` tells it
  ///   - jobs: blocks worked on at a time
  ///   - transform: makes of a picture's codes what is kept of them, on any thread
  /// - Returns: the pictures and copies of pictures in the order of the archive
  /// - Throws: at the first damage
  package func readCodes<Result: Sendable>(
    ofModel number: Int, jobs: Int = 1, progress: @Sendable (Progress) -> Void = { _ in },
    _ transform: @escaping @Sendable (ArchivedLatents) throws -> Result
  ) async throws -> [(path: [UInt8], result: Result)] {
    let places = codedPictures.filter { $0.info.model == number }.map(\.place)
    let blocks = Set(places.map { reader.block(ofEntry: $0) })
    let total = places.count
    var all: [(path: [UInt8], result: Result)] = []
    try await Pipeline.run(blocks.sorted(), width: max(jobs, 1)) { block in
      try codes(ofModel: number, inBlock: block, transform)
    } consume: { part in
      all += part
      progress(Progress(files: all.count, totalFiles: total, bytes: 0, totalBytes: 0))
    }
    return all
  }

  private func codes<Result>(
    ofModel number: Int, inBlock place: Int, _ transform: (ArchivedLatents) throws -> Result
  ) throws -> [(path: [UInt8], result: Result)] {
    let block = try reader.readBlock(place)
    let decoder = EntryDecoder(archive: self)
    let groups = GroupedLatents(of: block, decoder)
    var results: [(path: [UInt8], result: Result)] = []
    // What further copies are copies of, where it is one of these pictures.
    var original: Result?
    for (index, entry) in block.entries.enumerated() {
      if entry.kind != .copy {
        original =
          entry.picture?.model == number
          ? try transform(decoder.codes(at: index, of: block, groups)) : nil
      }
      if let original { results.append((entry.path, original)) }
    }
    return results
  }

  /// Pictures and copies of pictures, with their places among the entries.
  private var codedPictures: [(place: Int, entry: Entry, info: PictureInfo)] {
    var original: PictureInfo?
    return reader.entries.enumerated().compactMap { place, entry in
      if entry.kind != .copy { original = entry.kind == .picture ? entry.picture : nil }
      return original.map { (place, entry, $0) }
    }
  }
}

extension EntryDecoder {
  /// The codes of the picture at `index` of a block.
  ///
  /// - Parameter groups: the codes of the block's pictures that lie together
  fileprivate func codes(
    at index: Int, of block: Block, _ groups: GroupedLatents
  ) throws -> ArchivedLatents {
    let entry = block.entries[index]
    let codec = try codec(for: entry)
    switch codec.kind {
    case .objects: return .object(try groups.codes(at: index).values)
    case .photo(let photo, let coder):
      let size = PhotoSize(width: codec.info.width, height: codec.info.height)
      let level = codec.level
      do {
        let codes = try photo.codes(block.body(at: index), size: size, level: level, coder: coder)
        return .photo(codes.latents, size: size, gains: photo.model.steps(at: level))
      } catch {
        throw ArchiverError.malformedEntry(
          path: displayName(of: entry.path), reason: "\(error)")
      }
    }
  }
}
