import Bytes
import Container
import Entropy
import Images
import Networks
import PictureCodec
import Tensors

/// A picture's body as `codes-1.md` has it, apart from the archiver's own way of reading it.
struct PagePhoto {
  let model: PhotoModel
  private let tables: [FrequencyTable]
  /// Nil for models without one.
  private let filter: PageFilter?

  init(file: [UInt8]) throws {
    self.init(try PhotoModel(file: file), filter: try PageFilter(file: file))
  }

  init(_ model: PhotoModel, filter: PageFilter? = nil) {
    self.model = model
    self.filter = filter
    tables = model.hyperPrior.map {
      FrequencyTable(first: $0.first, cumulative: $0.cumulative)
    }
  }

  /// Section 1: what a picture's coder says.
  static let coders: [UInt8: (coder: EntropyCoder, conditioning: QualityLevel.Conditioning)] = [
    0: (.prior, .interpolated), 1: (.zstd, .interpolated), 4: (.prior, .nearest),
    5: (.zstd, .nearest),
  ]

  /// photo-1, read once.
  static let builtIn = Result { try PagePhoto(file: BuiltInModel.all[0].file) }

  /// All that are built in, each read once.
  static let builtIns = Dictionary(
    uniqueKeysWithValues: BuiltInModel.all.map { model in
      (Digest(of: model.file), Result { try PagePhoto(file: model.file) })
    })

  /// Samples without alpha, interleaved.
  func decode(
    _ body: ArraySlice<UInt8>, size: PhotoSize, level: QualityLevel, coder: EntropyCoder,
    isColour: Bool
  ) throws -> [UInt8] {
    let streams = try Self.streams(of: body, size)
    var decoder = try coder.decoder.init(streams[0])
    let hyper = LatentGrid(
      rows: size.hyperRows, columns: size.hyperColumns, channels: tables.count,
      codes: try decoder.hyperLatents(
        positions: size.hyperRows * size.hyperColumns, tables: tables))
    var walk = model.prior(hyperLatents: hyper, level: level)
    var stream = 0
    for part in walk.parts {
      if part.stream > stream {
        try decoder.expectEnd()
        stream = part.stream
        decoder = try coder.decoder.init(streams[stream])
      }
      let expected = walk.parameters(of: part)
      let codes = try decoder.codes(means: expected.means, scales: expected.scales)
      walk.take(codes, as: part, expected)
    }
    try decoder.expectEnd()
    return samples(&walk, size, level, isColour: isColour)
  }

  private static func streams(
    of body: ArraySlice<UInt8>, _ size: PhotoSize
  ) throws -> [ArraySlice<UInt8>] {
    var reader = ByteReader(body)
    let count = CodingPart.streams(rows: size.rows, columns: size.columns)
    var lengths: [Int] = []
    for _ in 1..<count { lengths.append(try reader.count(atMost: body.count)) }
    var streams: [ArraySlice<UInt8>] = []
    for length in lengths { streams.append(try reader.take(length)) }
    return streams + [try reader.take(reader.remaining)]
  }

  private func samples(
    _ walk: inout AutoregressivePrior, _ size: PhotoSize, _ level: QualityLevel, isColour: Bool
  ) -> [UInt8] {
    if let filter {
      var pixels: [Float] = []
      while let band = walk.next()?.picture { pixels += band.values }
      return filter.samples(of: pixels, size, level: level.index, isColour: isColour)
    }
    var samples: [UInt8] = []
    var row = 0
    while let band = walk.next()?.picture {
      let channels = isColour ? 3 : 1
      let bytes = isColour ? band.bytes : band.greyBytes
      for start in stride(from: 0, to: bytes.count, by: band.columns * channels)
      where row < size.height {
        samples += bytes[start..<start + size.width * channels]
        row += 1
      }
    }
    return samples
  }
}

extension PagePhoto {
  /// The body the reference encoder writes.
  func encode(_ image: Image, level: QualityLevel, coder: EntropyCoder) -> [UInt8] {
    let size = PhotoSize(width: image.width, height: image.height)
    let colour = image.colourSamples
    let samples = image.channels.isColour ? colour : colour.flatMap { [$0, $0, $0] }
    let codes = model.codes(of: samples, size: size, level: level)
    var walk = model.prior(hyperLatents: codes.hyperLatents, level: level)
    var streams: [[UInt8]] = []
    var encoder = coder.encoder.init()
    encoder.append(hyperLatents: codes.hyperLatents.codes, tables: tables)
    for part in walk.parts {
      if part.stream > streams.count {
        streams.append(encoder.finish().bytes)
        encoder = coder.encoder.init()
      }
      let expected = walk.parameters(of: part)
      let symbols = codes.latents.symbols(of: part.step, rows: part.rows)
      encoder.append(codes: symbols, means: expected.means, scales: expected.scales)
      walk.take(symbols, as: part, expected)
    }
    var writer = ByteWriter()
    for stream in streams { writer.varint(stream.count) }
    for stream in streams { writer.append(stream) }
    writer.append(encoder.finish().bytes)
    return writer.bytes
  }
}

extension EntropyCoderID {
  init(_ coder: EntropyCoder, _ conditioning: QualityLevel.Conditioning) {
    let number = PagePhoto.coders.first { $0.value == (coder, conditioning) }?.key
    self.init(rawValue: number ?? 255)
  }
}

/// The alpha plane of section 11.2.
enum PageAlpha {
  static func restored(_ bytes: ArraySlice<UInt8>, width: Int) -> [UInt8] {
    var plane = Array(bytes.dropFirst())
    guard bytes.first == 1 else { return plane }
    for index in plane.indices {
      let left = index % width > 0 ? plane[index - 1] : 0
      let up = index >= width ? plane[index - width] : 0
      let corner = index % width > 0 && index >= width ? plane[index - width - 1] : 0
      plane[index] = plane[index] &+ left &+ up &- corner
    }
    return plane
  }
}
