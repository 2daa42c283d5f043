import Tensors

/// The synthesis transform: latents → picture, as the sum of a linear transform and a network.
struct Synthesis: Sendable {
  private let linear: Pointwise
  private let stem: ShuffledPointwise
  private let hyper: ShuffledPointwise
  private let blocks: [ResidualBlock]
  private let head: Pointwise

  init(_ reader: WeightReader, _ sizes: PhotoConfiguration) throws(ModelError) {
    let n = sizes.features
    linear = try reader.pixels("synthesis.linear", sizes.latents, factor: 16)
    stem = try reader.shuffled("synthesis.stem", sizes.latents, n)
    hyper = try reader.shuffled("synthesis.hyper", sizes.context, n)
    blocks = try reader.blocks("synthesis.blocks", count: sizes.synthesisBlocks, n)
    head = try reader.pixels("synthesis.head", n, factor: 8)
  }

  /// The number of latent rows above and below that the pixels of a latent row depend on; a latent
  /// row is two feature rows.
  var halo: Int { (blocks.count + 1) / 2 }

  /// Computes the picture band by band from the top.
  ///
  /// - Parameters:
  ///   - values: rows × columns × latents, dequantised
  ///   - g: rows × columns × context
  ///   - body: receives each band, pixel rows × (16 · columns) × 3, about 0…1, not clamped
  func callAsFunction(_ values: Tensor, g: Tensor, body: (Tensor) -> Void) {
    let bands = Bands(rows: values.rows, columns: values.columns, positions: Bands.positions)
    for range in bands.ranges {
      let wide = bands.widened(range, by: halo)
      let top = range.lowerBound - wide.lowerBound
      body(
        self(values.slice(rows: wide), g: g.slice(rows: wide), rows: top..<top + range.count))
    }
  }

  /// Computes a band of the picture.
  ///
  /// - Parameters:
  ///   - values: the rows of the band with ``halo`` more above and below, as far as they exist
  ///   - g: the same rows
  ///   - range: the rows of the band among these
  /// - Returns: (16 · range) × (16 · columns) × 3, about 0…1, not clamped
  func callAsFunction(_ values: Tensor, g: Tensor, rows range: Range<Int>) -> Tensor {
    let features = blocks(hyper(g, adding: stem(values)))
    let inner = features.slice(rows: 2 * range.lowerBound..<2 * range.upperBound)
    return Tensor(coarse: linear(values.slice(rows: range)), fine: head(inner))
  }

  /// Multiply-adds for a pixel.
  var cost: Double {
    Double(linear.cost + stem.cost + hyper.cost) / 256
      + Double(head.cost + blocks.reduce(0) { $0 + $1.cost }) / 64
  }
}
