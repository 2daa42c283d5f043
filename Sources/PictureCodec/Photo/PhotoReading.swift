import Entropy
import Networks
import Tensors

/// A body of codes as it is read: band by band from the top, none kept for longer than it takes.
package final class PhotoReading {
  /// All of them.
  package let hyperLatents: LatentGrid
  private var walk: AutoregressivePrior
  private let coder: EntropyCoder
  private let streams: [ArraySlice<UInt8>]
  private var decoder: any SymbolDecoder
  /// The stream at hand, and the part that comes next.
  private var (stream, part) = (0, 0)

  /// - Parameter paints: whether the decoded picture is wanted, and not the codes alone
  package init(
    _ body: ArraySlice<UInt8>, of codec: PhotoCodec, size: PhotoSize, level: QualityLevel,
    coder: EntropyCoder,
    reconstructs: Bool
  ) throws(EntropyError) {
    streams = try CodeStreams.split(
      body, count: CodingPart.streams(rows: size.rows, columns: size.columns))
    decoder = try coder.decoder.init(streams[0])
    self.coder = coder
    hyperLatents = LatentGrid(
      rows: size.hyperRows, columns: size.hyperColumns, channels: codec.hyperTables.count,
      codes: try decoder.hyperLatents(
        positions: size.hyperRows * size.hyperColumns, tables: codec.hyperTables))
    walk = codec.model.prior(hyperLatents: hyperLatents, level: level, reconstructs: reconstructs)
  }

  /// The next band; nil behind the last, where nothing may be left of the body.
  package func next() throws(EntropyError) -> ReconstructedBand? {
    while true {
      if let band = walk.next() { return band }
      guard part < walk.parts.count else { break }
      try read(walk.parts[part])
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
    let expected = walk.parameters(of: part)
    let symbols = try decoder.codes(means: expected.means, scales: expected.scales)
    walk.take(symbols, as: part, expected)
  }
}
