import Container
import Entropy
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
      var part = CoderRates()
      guard reader.entries[reader.blocks[number].entries].contains(where: { $0.picture != nil })
      else { return part }
      let block = try reader.readBlock(number)
      for (index, entry) in block.entries.enumerated() where entry.kind == .picture {
        try part.add(decoder.rates(entry, body: block.body(at: index)))
      }
      return part
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
  func rates(_ entry: Entry, body: ArraySlice<UInt8>) throws -> CoderRates {
    let (codec, info, coder) = try codec(for: entry)
    let size = PhotoSize(width: info.width, height: info.height)
    let level = Level(rawValue: info.level)
    let codes = try codec.codes(body, size: size, level: level, coder: coder)
    var rates = CoderRates()
    rates.pixels = info.width * info.height
    rates.idealBits = codec.hyperBits(codes.hyperLatents)
    for coder in Coder.allCases {
      var stream = CodeStream.empty
      _ = codec.write(codes, level: level, coder: coder, to: &stream) { symbols, expected in
        if coder == .prior { rates.idealBits += LaplaceBits.sum(symbols, expected) }
      }
      let frame = try ZstdFrame.compress(
        stream.bytes[...], level: coder == .prior ? 1 : 19, boundaries: stream.boundaries)
      if coder == .prior { rates.priorBytes += frame.count } else { rates.zstdBytes += frame.count }
    }
    return rates
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

/// −log2 P of codes under the Laplace distributions they were predicted with.
private enum LaplaceBits {
  static func sum(_ symbols: [Int16], _ expected: PriorParameters) -> Double {
    var bits = 0.0
    for index in symbols.indices {
      let sigma = exp(-3.2 + Double(expected.scales[index]) * 8.7 / 63)
      let distance = abs(Double(symbols[index]) - Double(expected.means[index]) / 16)
      let p = mass(below: (0.5 - distance) / sigma) - mass(below: (-0.5 - distance) / sigma)
      bits -= log2(max(p, 0x1p-24))
    }
    return bits
  }

  private static func mass(below t: Double) -> Double {
    t < 0 ? exp(t) / 2 : 1 - exp(-t) / 2
  }
}
