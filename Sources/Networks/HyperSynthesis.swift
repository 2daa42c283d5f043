import Tensors

/// Hyper-latents → what the prior and the synthesis know of every position.
struct HyperSynthesis: Sendable {
  private let up1: ShuffledPointwise
  private let block0: ResidualBlock
  private let up2: ShuffledPointwise
  private let block1: ResidualBlock
  private let quality: [Float]
  private let levels: Int

  init(_ reader: WeightReader, _ sizes: PhotoConfiguration) throws(ModelError) {
    let c = sizes.context
    up1 = try reader.shuffled("hyper_synthesis.up1", sizes.hyperLatents, c)
    block0 = try reader.block("hyper_synthesis.block0", c)
    up2 = try reader.shuffled("hyper_synthesis.up2", c, c)
    block1 = try reader.block("hyper_synthesis.block1", c)
    quality = try reader.floats("hyper_synthesis.quality.weight", sizes.levels, c)
    levels = sizes.levels
  }

  /// - Parameter hyperLatents: rows / 4 × columns / 4 × hyper-latents
  /// - Returns: rows × columns × context
  func callAsFunction(_ hyperLatents: LatentGrid, level: QualityLevel) -> Tensor {
    let z = hyperLatents.tensor
    let bands = Bands(rows: 4 * z.rows, columns: 4 * z.columns, positions: Bands.positions)
    let maps = bands.ranges.map { self(z, rows: $0, level: level) }
    return .stacked(maps, rows: 0..<4 * z.rows)
  }

  /// A band of the same.
  ///
  /// - Parameters:
  ///   - z: all hyper-latents
  ///   - range: multiples of 4
  /// - Returns: range × columns × context
  func callAsFunction(_ z: Tensor, rows range: Range<Int>, level: QualityLevel) -> Tensor {
    // Block 1 sees one row further, block 0 one of twice the height: together within four.
    let wide = Bands.widened(range, by: 4, within: 4 * z.rows)
    let part = z.slice(rows: wide.lowerBound / 4..<wide.upperBound / 4)
    let top = range.lowerBound - wide.lowerBound
    let features = block1(up2(block0(up1(part)))).slice(rows: top..<top + range.count)
    return features.adding(level.expectations(of: quality, levels: levels))
  }

  /// Multiply-adds a pixel.
  var cost: Double {
    Double(up1.cost) / 4096 + Double(block0.cost + up2.cost) / 1024 + Double(block1.cost) / 256
  }
}
