import Tensors

/// The hyper-analysis: latents → hyper-latents, which are coded first and condition the prior.
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

  /// The number of rows above and below that a row depends on: block 0 reaches one row further,
  /// block 1 one row at half the resolution.
  static let halo = 4

  /// - Parameters:
  ///   - latents: rows × columns × latents, scaled by the gain, not rounded, with ``halo`` more
  ///     rows above and below `rows` as far as they exist
  ///   - rows: the rows to compute
  /// - Returns: rows / 4 × columns / 4 × hyper-latents
  func callAsFunction(_ latents: Tensor, rows: Range<Int>) -> LatentGrid {
    let half = down1(block0(stem(latents)).unshuffled(by: 2))
    let inner = block1(half).slice(rows: rows.lowerBound / 2..<rows.upperBound / 2)
    return down2(inner.unshuffled(by: 2)).rounded()
  }

  /// - Parameter latents: rows × columns × latents, scaled by the gain, not rounded
  /// - Returns: rows / 4 × columns / 4 × hyper-latents
  func callAsFunction(_ latents: Tensor) -> LatentGrid {
    var run = HyperAnalysisRun(self, rows: latents.rows, columns: latents.columns)
    for range in run.bands.ranges { run.append(latents.slice(rows: range)) }
    return run.finish()
  }

  /// Multiply-adds for a pixel.
  var cost: Double {
    Double(stem.cost + block0.cost) / 256 + Double(down1.cost + block1.cost) / 1024
      + Double(down2.cost) / 4096
  }
}

/// The hyper-analysis of a picture whose latents come band by band from the top, and are freed as
/// soon as they are not needed any more.
struct HyperAnalysisRun {
  private let network: HyperAnalysis
  let bands: Bands
  /// The bands that are still needed.
  private var maps: [Tensor] = []
  /// The rows where they begin and end.
  private var first = 0
  private var end = 0
  private var results: [LatentGrid] = []

  init(_ network: HyperAnalysis, rows: Int, columns: Int) {
    self.network = network
    bands = Bands(rows: rows, columns: columns, positions: Bands.positions)
  }

  /// Takes the next band: rows × columns × latents, scaled by the gain, not rounded.
  mutating func append(_ band: Tensor) {
    maps.append(band)
    end += band.rows
    while results.count < bands.ranges.count {
      let range = bands.ranges[results.count]
      let wide = bands.widened(range, by: HyperAnalysis.halo)
      guard wide.upperBound <= end else { return }
      let latents = Tensor.stacked(maps, rows: wide.lowerBound - first..<wide.upperBound - first)
      let top = range.lowerBound - wide.lowerBound
      results.append(network(latents, rows: top..<top + range.count))
      let kept = range.upperBound - HyperAnalysis.halo
      while let map = maps.first, first + map.rows <= kept {
        maps.removeFirst()
        first += map.rows
      }
    }
  }

  /// The hyper-latents, rows / 4 × columns / 4 × channels, once all latents were taken.
  consuming func finish() -> LatentGrid {
    precondition(results.count == bands.ranges.count, "latents are missing")
    return .stacked(results)
  }
}
