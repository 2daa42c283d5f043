import Bytes
import Container
import Entropy
import Images
import Networks
import PictureCodec
import ReferenceDecoder

/// Bodies of photographs for vectors: the encoder is the program's, the decoder the reference.
struct VectorPhoto {
  let model: PhotoModel
  private let reference: PhotoDecoder

  /// - Parameter base: the model file that `file` is adapted from, if it is
  init(file: [UInt8], base: [UInt8]? = nil) throws {
    model =
      try base.map { try PhotoModel(file: $0, adaptation: PhotoAdaptation(file: file)) }
      ?? PhotoModel(file: file)
    reference = try PhotoDecoder(file: file) { _ in base ?? [] }
  }

  /// photo-1, read once.
  static let builtIn = Result { try VectorPhoto(file: BuiltInModel.all[0].file) }

  /// Samples without alpha, interleaved.
  func decode(
    _ body: [UInt8], width: Int, height: Int, level: Int, coder: EntropyCoderID, isColour: Bool
  ) throws -> [UInt8] {
    try reference.samples(
      body[...], width: width, height: height, level: level, coder: Int(coder.rawValue),
      isColour: isColour)
  }

  /// The body the reference encoder writes.
  func encode(_ image: Image, level: QualityLevel, coder: EntropyCoder) -> [UInt8] {
    let size = PhotoSize(width: image.width, height: image.height)
    let colour = image.colourSamples
    let samples = image.channels.isColour ? colour : colour.flatMap { [$0, $0, $0] }
    let codes = model.quantisedLatents(of: samples, size: size, level: level)
    let tables = model.hyperPrior.map {
      FrequencyTable(first: $0.first, cumulative: $0.cumulative)
    }
    var prior = model.prior(hyperLatents: codes.hyperLatents, level: level)
    var streams: [[UInt8]] = []
    var encoder = coder.encoder.init()
    encoder.append(hyperLatents: codes.hyperLatents.symbols, tables: tables)
    for part in prior.parts {
      if part.stream > streams.count {
        streams.append(encoder.finish().bytes)
        encoder = coder.encoder.init()
      }
      let expected = prior.parameters(of: part)
      let symbols = codes.latents.symbols(of: part.step, rows: part.rows)
      encoder.append(symbols: symbols, means: expected.means, scales: expected.scales)
      prior.take(symbols, as: part, expected)
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
    self =
      switch (coder, conditioning) {
      case (.prior, .interpolated): .prior
      case (.zstd, .interpolated): .zstd
      case (.prior, .nearest): .nearestPrior
      case (.zstd, .nearest): .nearestZstd
      }
  }
}

extension Digest {
  static let photo1 = Digest(of: BuiltInModel.all[0].file)
}
