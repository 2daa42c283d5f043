import Tensors

/// The hyper-synthesis: hyper-latents → features of every position for the prior and the synthesis.
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

  /// Computes a band of the features.
  ///
  /// - Parameters:
  ///   - z: all hyper-latents
  ///   - range: the rows of the band; bounds are multiples of 4
  /// - Returns: range × columns × context
  func callAsFunction(_ z: Tensor, rows range: Range<Int>, level: QualityLevel) -> Tensor {
    // Block 1 reaches one row further, block 0 one of twice the height, in all at most four.
    let wide = Bands.widened(range, by: 4, within: 4 * z.rows)
    let part = z.slice(rows: wide.lowerBound / 4..<wide.upperBound / 4)
    let top = range.lowerBound - wide.lowerBound
    let features = block1(up2(block0(up1(part)))).slice(rows: top..<top + range.count)
    return features.adding(level.conditioning(of: quality, levels: levels))
  }

  /// Multiply-adds for a pixel.
  var cost: Double {
    Double(up1.cost) / 4096 + Double(block0.cost + up2.cost) / 1024 + Double(block1.cost) / 256
  }
}

/// The logistic distribution of one channel of hyper-latents, in integers.
package struct HyperPrior: Sendable, Equatable {
  /// The least integer that has its own interval.
  package let first: Int
  /// P(z < first + j) in 1/2^32, j = 0…
  package let cumulative: [UInt64]

  init(mean: Double, scale: Double) throws(ModelError) {
    guard scale > 0, scale <= 256, abs(mean) <= 16384 else {
      throw .badMetadata(key: "hyper_prior", value: "mean \(mean), scale \(scale)")
    }
    // Beyond 9 scales lies 1/8000 of the mass on each side.
    let first = Int((mean - 9 * scale).rounded(.down))
    let end = Int((mean + 9 * scale).rounded(.up)) + 1
    self.first = first
    cumulative = (first...end).map { z in
      UInt64(exactLogistic((Double(z) - 0.5 - mean) / scale) * 4294967296)
    }
  }
}
