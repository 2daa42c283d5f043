import Bytes
import Container
import Entropy
import Files
import Networks
import PictureCodec
import Tensors

/// The sizes of an archive's latents with each entropy coder, and their information content. Copies
/// of pictures do not count.
public struct CoderRates: Sendable, Equatable {
  /// Pixels of all pictures that have latents.
  public internal(set) var pixels = 0
  /// −log₂ of the probability that the prior gives the latents, in bits.
  public internal(set) var idealBits = 0.0
  /// Bytes of the latents coded by the prior, with one zstd frame for each photograph and for each
  /// small model's pictures in a block.
  public internal(set) var priorBytes = 0
  /// Bytes of the latents as plain symbols, in zstd frames of the same pictures.
  public internal(set) var zstdBytes = 0
}

extension Archive {
  /// Decodes the latents of every picture, and encodes them with each coder.
  ///
  /// - Parameter jobs: the number of blocks processed at a time
  /// - Throws: errors of kind ``ErrorKind/badData`` at the first damage
  public func rates(jobs: Int = 1) async throws -> CoderRates {
    var rates = CoderRates()
    let decoder = EntryDecoder(archive: self)
    try await Pipeline.run(Array(reader.blocks.indices), width: max(jobs, 1)) { number in
      guard reader.entries[reader.blocks[number].entries].contains(where: { $0.picture != nil })
      else { return CoderRates() }
      return try decoder.rates(of: reader.readBlock(number))
    } consume: {
      rates.add($0)
    }
    return rates
  }
}

extension CoderRates {
  mutating func add(_ other: CoderRates) {
    pixels += other.pixels
    idealBits += other.idealBits
    priorBytes += other.priorBytes
    zstdBytes += other.zstdBytes
  }
}

extension EntryDecoder {
  /// The rates of a block's pictures.
  func rates(of block: Block) throws -> CoderRates {
    let groups = GroupedLatents(of: block, self)
    var rates = CoderRates()
    var objects: [Int: (codec: SampleCodec, pictures: [LatentGroup.Picture])] = [:]
    for (index, entry) in block.entries.enumerated() where entry.kind == .picture {
      let codec = try codec(for: entry)
      let level = codec.level
      if codec.info.coder.usesModel { rates.pixels += codec.info.width * codec.info.height }
      switch codec.kind {
      case .blocks, .pixels, .fitted: break
      case .photo(let photo, let coder):
        let size = PhotoSize(width: codec.info.width, height: codec.info.height)
        do {
          let latents = try photo.quantisedLatents(
            codec.parts(of: block.body(at: index)).latents, size: size, level: level, coder: coder)
          try rates.add(photo, latents, level)
        } catch {
          throw AezipError.malformedEntry(
            path: displayName(of: entry.path), reason: "\(error)")
        }
      case .objects(let object):
        let symbols = try groups.latents(at: index).symbols
        objects[codec.info.model, default: (object, [])].pictures.append((symbols, level))
      }
    }
    for group in objects.values { try rates.add(group.codec.model, group.pictures) }
    return rates
  }
}

extension CoderRates {
  fileprivate mutating func add(
    _ codec: PhotoCodec, _ latents: PhotoLatents, _ level: QualityLevel
  ) throws {
    idealBits += codec.hyperBits(latents.hyperLatents)
    for coder in EntropyCoder.allCases {
      let stream = codec.write(latents, level: level, coder: coder, reconstructs: false) {
        prior, symbols, expected in
        while prior.next() != nil {}
        if coder == .prior {
          idealBits += InformationContent.laplace(symbols, expected.means, expected.scales)
        }
      }
      try add(stream, coder)
    }
  }

  fileprivate mutating func add(
    _ model: SampleModel, _ pictures: [LatentGroup.Picture]
  ) throws {
    idealBits += LatentGroup.idealBits(of: pictures, model: model)
    for coder in EntropyCoder.allCases {
      try add(LatentGroup.encode(pictures, model: model, coder: coder), coder)
    }
  }

  private mutating func add(_ stream: SymbolStream, _ coder: EntropyCoder) throws {
    let frame = try ZstdFrame.compress(
      stream.bytes[...], level: coder == .prior ? 1 : 19, boundaries: stream.boundaries)
    if coder == .prior { priorBytes += frame.count } else { zstdBytes += frame.count }
  }
}
