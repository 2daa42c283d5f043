import Entropy
import Images
import Networks
import Tensors

extension PhotoCodec {
  /// Begins to decode a picture.
  ///
  /// - Parameters:
  ///   - body: what ``encode(_:level:coder:)`` wrote; untrusted
  ///   - shape: grey or RGB, without alpha
  package func rows(
    of body: ArraySlice<UInt8>, shape: ImageShape, level: QualityLevel, coder: EntropyCoder
  ) throws(EntropyError) -> PhotoRows {
    let reading = try PhotoReading(
      body, of: self, size: PhotoSize(width: shape.width, height: shape.height), level: level,
      coder: coder, reconstructs: true)
    return PhotoRows(reading, ReconstructedRows(shape, by: model, at: level))
  }

  /// Decodes the quantised latents of a picture, but not the picture.
  package func quantisedLatents(
    _ body: ArraySlice<UInt8>, size: PhotoSize, level: QualityLevel, coder: EntropyCoder
  ) throws(EntropyError) -> PhotoLatents {
    let reading = try PhotoReading(
      body, of: self, size: size, level: level, coder: coder, reconstructs: false)
    var bands: [LatentGrid] = []
    while let band = try reading.next() { bands.append(band.latents) }
    return PhotoLatents(bands: bands, hyperLatents: reading.hyperLatents)
  }
}

/// The rows of a picture while it is decoded, from the top.
package final class PhotoRows {
  private let reading: PhotoReading
  private let rows: ReconstructedRows

  fileprivate init(_ reading: PhotoReading, _ rows: ReconstructedRows) {
    (self.reading, self.rows) = (reading, rows)
  }

  /// Decodes the samples of the next rows; nil behind the last. Throws ``EntropyError`` if the body
  /// is malformed or goes on.
  package func next() throws(EntropyError) -> [UInt8]? {
    try reading.next().map { rows.take($0) }
  }
}

/// Reads the symbols of a body band by band from the top, and keeps no band longer than needed.
private final class PhotoReading {
  let hyperLatents: LatentGrid
  private var prior: AutoregressivePrior
  private let coder: EntropyCoder
  private let streams: [ArraySlice<UInt8>]
  private var decoder: any SymbolDecoder
  /// The index of the current stream, and of the next part.
  private var (stream, part) = (0, 0)

  /// - Parameter reconstructs: whether bands come with the decoded picture
  init(
    _ body: ArraySlice<UInt8>, of codec: PhotoCodec, size: PhotoSize, level: QualityLevel,
    coder: EntropyCoder, reconstructs: Bool
  ) throws(EntropyError) {
    streams = try SymbolStream.split(
      body, count: CodingPart.streams(rows: size.rows, columns: size.columns))
    decoder = try coder.decoder.init(streams[0])
    self.coder = coder
    hyperLatents = LatentGrid(
      rows: size.hyperRows, columns: size.hyperColumns, channels: codec.hyperTables.count,
      symbols: try decoder.hyperLatents(
        positions: size.hyperRows * size.hyperColumns, tables: codec.hyperTables))
    prior = codec.model.prior(hyperLatents: hyperLatents, level: level, reconstructs: reconstructs)
  }

  /// Decodes the next band; nil behind the last, where the body must end.
  func next() throws(EntropyError) -> ReconstructedBand? {
    while true {
      if let band = prior.next() { return band }
      guard part < prior.parts.count else { break }
      try read(prior.parts[part])
      part += 1
    }
    try decoder.expectEnd()
    return nil
  }

  private func read(_ part: CodingPart) throws(EntropyError) {
    if part.stream > stream {
      try decoder.expectEnd()
      stream = part.stream
      decoder = try coder.decoder.init(streams[stream])
    }
    let parameters = prior.parameters(of: part)
    let symbols = try decoder.symbols(means: parameters.means, scales: parameters.scales)
    prior.take(symbols, as: part, parameters)
  }
}

/// Turns the bands of a decoded picture into its rows of samples.
final class ReconstructedRows {
  private let shape: ImageShape
  private var rows = 0
  /// The weights of the post-filter; nil if the model has none.
  private var weights: PostFilterWeights?
  private var classified: ClassifiedRows?

  /// - Parameters:
  ///   - shape: grey or RGB
  ///   - model: the model that decodes the picture
  init(_ shape: ImageShape, by model: PhotoModel, at level: QualityLevel) {
    self.shape = shape
    guard let weights = model.postFilter?.weights(at: level) else { return }
    self.weights = weights
    classified = ClassifiedRows(
      width: shape.width, height: shape.height, planes: shape.channels.count)
  }

  /// The samples of the rows that a band completes, up to the edge of the picture. A post-filter
  /// delays rows until those below them are known.
  func take(_ band: ReconstructedBand) -> [UInt8] {
    guard let picture = band.picture else { preconditionFailure("the prior does not reconstruct") }
    if let weights {
      var samples: [UInt8] = []
      samples.reserveCapacity((picture.rows + 3) * shape.line)
      classified?.take(picture) { weights.filter($0, into: &samples) }
      return samples
    }
    let line = picture.columns * shape.channels.count
    let bytes = shape.channels.isColour ? picture.bytes : picture.greyBytes
    let count = min(picture.rows, shape.height - rows)
    rows += count
    guard line > shape.line else { return Array(bytes.prefix(count * line)) }
    var samples: [UInt8] = []
    samples.reserveCapacity(count * shape.line)
    for row in 0..<count { samples += bytes[row * line..<row * line + shape.line] }
    return samples
  }
}
