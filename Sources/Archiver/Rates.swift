import Container
import Entropy
import Files
import Networks
import Synchronization
import Tensors
import Zstandard

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the pictures of an archive take with each coder, beside the least that is possible.
public struct CoderRates: Sendable, Equatable {
  /// Pixels of all pictures.
  public internal(set) var pixels = 0
  /// −log2 of the probability that the prior gives the codes, in bits.
  public internal(set) var idealBits = 0.0
  /// Bytes of the codes as zstd frames, a picture each.
  public internal(set) var priorBytes = 0
  /// The same for plain symbols under zstd.
  public internal(set) var zstdBytes = 0
}

extension Archive {
  /// Decodes the codes of every picture and codes them again with each coder.
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
    let groups = GroupedCodes(of: block, self)
    var rates = CoderRates()
    var objects: [Int: (codec: ObjectCodec, pictures: [CodeGroup.Picture])] = [:]
    for (index, entry) in block.entries.enumerated() where entry.kind == .picture {
      let codec = try codec(for: entry)
      let level = codec.level
      rates.pixels += codec.info.width * codec.info.height
      switch codec.kind {
      case .photo(let photo, let coder):
        let size = PhotoSize(width: codec.info.width, height: codec.info.height)
        do {
          let codes = try photo.codes(
            block.body(at: index), size: size, level: level, coder: coder)
          try rates.add(photo, codes, level)
        } catch {
          throw ArchiverError.malformedEntry(
            path: displayName(of: entry.path), reason: "\(error)")
        }
      case .objects(let object):
        let codes = try groups.codes(at: index).codes
        objects[codec.info.model, default: (object, [])].pictures.append((codes, level))
      }
    }
    for group in objects.values { try rates.add(group.codec.model, group.pictures) }
    return rates
  }
}

extension CoderRates {
  fileprivate mutating func add(
    _ codec: PhotoCodec, _ codes: PhotoCodes, _ level: Level
  ) throws {
    idealBits += codec.hyperBits(codes.hyperLatents)
    for coder in Coder.allCases {
      let stream = codec.write(codes, level: level, coder: coder, paints: false) {
        walk, symbols, expected in
        while walk.next() != nil {}
        if coder == .prior {
          idealBits += CodeBits.laplace(symbols, expected.means, expected.scales)
        }
      }
      try add(stream, coder)
    }
  }

  fileprivate mutating func add(
    _ model: ObjectModel, _ pictures: [CodeGroup.Picture]
  ) throws {
    idealBits += CodeGroup.idealBits(of: pictures, model: model)
    for coder in Coder.allCases {
      try add(CodeGroup.encode(pictures, model: model, coder: coder), coder)
    }
  }

  private mutating func add(_ stream: CodeStream, _ coder: Coder) throws {
    let frame = try ZstdFrame.compress(
      stream.bytes[...], level: coder == .prior ? 1 : 19, boundaries: stream.boundaries)
    if coder == .prior { priorBytes += frame.count } else { zstdBytes += frame.count }
  }
}

extension CodeGroup {
  /// −log2 of the probability that the prior gives the codes of pictures.
  static func idealBits(of pictures: [Picture], model: ObjectModel) -> Double {
    var bits = 0.0
    walk(pictures, model) { codes, expected in
      bits +=
        model.bins == .logistic
        ? CodeBits.logistic(codes, expected.means, expected.scales)
        : CodeBits.laplace(codes, expected.means, expected.scales)
    }
    return bits
  }
}

extension PhotoCodec {
  /// −log2 P of hyper-latents under the model's logistic distributions.
  func hyperBits(_ hyperLatents: CodeGrid) -> Double {
    var bits = 0.0
    for (index, symbol) in hyperLatents.codes.enumerated() {
      let prior = model.hyperPrior[index % model.hyperPrior.count]
      let place = Int(symbol) - prior.first
      let inside = prior.cumulative.indices.contains(place + 1) && place >= 0
      let share = inside ? prior.cumulative[place + 1] - prior.cumulative[place] : 0
      bits -= log2(max(Double(share) / 0x1p32, 0x1p-24))
    }
    return bits
  }
}

/// −log2 P of codes under the distributions they were predicted with.
private enum CodeBits {
  static func laplace(_ symbols: [Int16], _ means: [Int32], _ scales: [UInt8]) -> Double {
    sum(symbols, means, scales) { $0 < 0 ? exp($0) / 2 : 1 - exp(-$0) / 2 }
  }

  static func logistic(_ symbols: [Int16], _ means: [Int32], _ scales: [UInt8]) -> Double {
    sum(symbols, means, scales) { 1 / (1 + exp(-$0)) }
  }

  /// - Parameter mass: below a point so many scales from the mean
  private static func sum(
    _ symbols: [Int16], _ means: [Int32], _ scales: [UInt8], mass: (Double) -> Double
  ) -> Double {
    var bits = 0.0
    for index in symbols.indices {
      let sigma = exp(-3.2 + Double(scales[index]) * 8.7 / 63)
      let distance = abs(Double(symbols[index]) - Double(means[index]) / 16)
      let p = mass((0.5 - distance) / sigma) - mass((-0.5 - distance) / sigma)
      bits -= log2(max(p, 0x1p-24))
    }
    return bits
  }
}
