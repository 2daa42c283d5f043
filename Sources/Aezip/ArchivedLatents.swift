import Container
import Files
import Networks
import PictureCodec
import Tensors

/// The latents of a picture in an archive: dequantised, or with their quantisation steps.
package enum ArchivedLatents: Sendable {
  /// The dequantised latents of a small model, which are the input of its decoder.
  case object(ArraySlice<Float>)
  /// The quantised latents of a photograph, and the quantisation step of each channel.
  case photo(LatentGrid, size: PhotoSize, gains: [Float])
}

/// A model that encodes pictures of an archive.
package struct CodingModel: Sendable {
  package enum Network: Sendable {
    case photo(PhotoModel)
    case objects(SampleModel)
  }

  /// Its position in ``Archive/modelNames``; nil for one that codes none of the pictures.
  package let number: Int?
  package let network: Network
  /// The number of pictures coded with it or compared by it, copies included.
  package var pictures: Int
  /// The most frequent level.
  package let level: QualityLevel
}

extension Archive {
  /// The models that encode pictures, those with most pictures first.
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
    }.sorted { ($1.pictures, $0.number ?? 0) < ($0.pictures, $1.number ?? 0) }
  }

  /// The built-in model of photographs, at the usual quality.
  package static var builtInCodingModel: CodingModel {
    get throws {
      let model = try PictureModels().newestCodec.model
      let level = QualityLevel(
        quality: PackOptions().quality, levels: model.configuration.levels, conditioning: .nearest)
      return CodingModel(number: nil, network: .photo(model), pictures: 0, level: level)
    }
  }

  /// Paths of pictures that have no latents, and of their copies, in the order of the archive:
  /// blocks, exact pixels, and JPEG files that are coded exactly.
  package var picturesWithoutLatents: [[UInt8]] {
    var isWithout = false
    return reader.entries.compactMap { entry in
      if entry.kind != .copy {
        let representation = entry.picture?.coder.representation
        isWithout = entry.kind == .jpeg || [.blocks, .pixels, .fitted].contains(representation)
      }
      return isWithout ? entry.path : nil
    }
  }

  /// The number of the model that encodes a picture; nil if it is stored in another way.
  ///
  /// - Throws: ``AezipError/nothingMatches(_:)`` if no entry has the path
  package func codingModel(ofPicture path: [UInt8]) throws(AezipError) -> Int? {
    if let found = codedPictures.first(where: { $0.entry.path == path }) { return found.info.model }
    guard reader.entries.contains(where: { $0.path == path }) else {
      throw .nothingMatches([displayName(of: path)])
    }
    return nil
  }

  /// Reads the latents of all pictures of a model without decoding pixels.
  ///
  /// - Parameters:
  ///   - number: the model's, as ``codingModels()`` gives it
  ///   - jobs: the number of blocks processed at a time
  ///   - transform: maps a picture's latents to the result, on any thread
  /// - Returns: results for pictures and copies in the order of the archive
  /// - Throws: an error at the first damage
  package func readLatents<Result: Sendable>(
    ofModel number: Int?, jobs: Int = 1, progress: @Sendable (Progress) -> Void = { _ in },
    _ transform: @escaping @Sendable (ArchivedLatents) throws -> Result
  ) async throws -> [(path: [UInt8], result: Result)] {
    let positions = codedPictures.filter { $0.info.model == number }.map(\.position)
    let blocks = Set(positions.map { reader.block(ofEntry: $0) })
    let total = positions.count
    var all: [(path: [UInt8], result: Result)] = []
    try await Pipeline.run(blocks.sorted(), width: max(jobs, 1)) { block in
      try latents(ofModel: number, inBlock: block, transform)
    } consume: { part in
      all += part
      progress(Progress(files: all.count, totalFiles: total, bytes: 0, totalBytes: 0))
    }
    return all
  }

  private func latents<Result>(
    ofModel model: Int?, inBlock number: Int, _ transform: (ArchivedLatents) throws -> Result
  ) throws -> [(path: [UInt8], result: Result)] {
    let block = try reader.readBlock(number)
    let decoder = EntryDecoder(archive: self)
    let groups = GroupedLatents(of: block, decoder)
    var results: [(path: [UInt8], result: Result)] = []
    // Further copies refer to this picture if it is selected.
    var original: Result?
    for (index, entry) in block.entries.enumerated() {
      if entry.kind != .copy {
        original =
          entry.picture.map { $0.coder.usesModel && $0.model == model } ?? false
          ? try transform(decoder.archivedLatents(at: index, of: block, groups)) : nil
      }
      if let original { results.append((entry.path, original)) }
    }
    return results
  }

  /// Pictures and their copies, with their positions among the entries.
  private var codedPictures: [(position: Int, entry: Entry, info: PictureInfo)] {
    var original: PictureInfo?
    return reader.entries.enumerated().compactMap { position, entry in
      if entry.kind != .copy { original = entry.kind == .picture ? entry.picture : nil }
      guard let info = original, info.coder.usesModel else { return nil }
      return (position, entry, info)
    }
  }
}

extension EntryDecoder {
  /// The latents of the picture at `index` of a block.
  ///
  /// - Parameter groups: the latents of the block's pictures that are coded together
  fileprivate func archivedLatents(
    at index: Int, of block: Block, _ groups: GroupedLatents
  ) throws -> ArchivedLatents {
    let codec = try codec(for: block.entries[index])
    switch codec.kind {
    case .objects: return .object(try groups.latents(at: index).values)
    case .blocks, .pixels, .fitted: throw codec.lacksLatents(block.entries[index])
    case .photo(let photo, let coder):
      let size = PhotoSize(width: codec.info.width, height: codec.info.height)
      return .photo(
        try latents(at: index, of: block, codec, photo, coder), size: size,
        gains: photo.model.steps(at: codec.level))
    }
  }

  /// The quantised latents of the picture at `index` of a block, with their shape.
  ///
  /// - Parameter groups: the latents of the block's pictures that are coded together
  func symbols(
    at index: Int, of block: Block, _ groups: GroupedLatents
  ) throws -> (shape: [Int], values: [Int16]) {
    let codec = try codec(for: block.entries[index])
    switch codec.kind {
    case .objects:
      let values = try groups.latents(at: index).symbols
      return ([values.count], values)
    case .blocks, .pixels, .fitted: throw codec.lacksLatents(block.entries[index])
    case .photo(let photo, let coder):
      let grid = try latents(at: index, of: block, codec, photo, coder)
      return ([grid.rows, grid.columns, grid.channels], grid.symbols)
    }
  }

  private func latents(
    at index: Int, of block: Block, _ codec: EntryCodec, _ photo: PhotoCodec,
    _ coder: EntropyCoder
  ) throws -> LatentGrid {
    let size = PhotoSize(width: codec.info.width, height: codec.info.height)
    do {
      return try photo.quantisedLatents(
        codec.parts(of: block.body(at: index)).latents, size: size, level: codec.level,
        coder: coder
      ).latents
    } catch {
      throw AezipError.malformedEntry(
        path: displayName(of: block.entries[index].path), reason: "\(error)")
    }
  }
}
