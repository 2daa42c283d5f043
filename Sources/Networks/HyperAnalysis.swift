import Tensors

/// Latents → hyper-latents: what the prior is told before anything else.
struct HyperAnalysis: Sendable {
  private let stem: Pointwise
  private let block0: ResidualBlock
  private let down1: Pointwise
  private let block1: ResidualBlock
  private let down2: Pointwise

  init(_ reader: WeightReader, _ sizes: PhotoConfiguration) throws(ModelError) {
    let c = sizes.context
    stem = try reader.pointwise("hyper_analysis.stem", sizes.latents, c)
    block0 = try reader.block("hyper_analysis.block0", c)
    down1 = try reader.pointwise("hyper_analysis.down1", 4 * c, c)
    block1 = try reader.block("hyper_analysis.block1", c)
    down2 = try reader.pointwise("hyper_analysis.down2", 4 * c, sizes.hyperLatents)
  }

  /// - Parameter latents: rows × columns × latents, scaled by the gain, not rounded
  /// - Returns: rows / 4 × columns / 4 × hyper-latents
  func callAsFunction(_ latents: Tensor) -> CodeGrid {
    let bands = Bands(rows: latents.rows, columns: latents.columns, positions: Bands.positions)
    return .stacked(
      bands.ranges.map { range in
        // Block 0 sees one row further, block 1 one of half the rows: together within four.
        let wide = bands.widened(range, by: 4)
        let half = down1(block0(stem(latents.slice(rows: wide))).unshuffled(by: 2))
        let top = (range.lowerBound - wide.lowerBound) / 2
        let inner = block1(half).slice(rows: top..<top + range.count / 2)
        return down2(inner.unshuffled(by: 2)).rounded()
      })
  }

  /// Multiply-adds a pixel.
  var cost: Double {
    Double(stem.cost + block0.cost) / 256 + Double(down1.cost + block1.cost) / 1024
      + Double(down2.cost) / 4096
  }
}
