import Tensors

/// Picture → latents before quantisation: the best linear transform, and what a network adds.
struct Analysis: Sendable {
  private let linear: Pointwise
  private let stem: Pointwise
  private let blocks: [ResidualBlock]
  private let head: Pointwise

  init(_ reader: WeightReader, _ sizes: PhotoConfiguration) throws(ModelError) {
    let n = sizes.features
    linear = try reader.pointwise("analysis.linear", 768, sizes.latents)
    stem = try reader.pointwise("analysis.stem", 192, n)
    blocks = try reader.blocks("analysis.blocks", count: sizes.analysisBlocks, n)
    head = try reader.pointwise("analysis.head", 4 * n, sizes.latents)
  }

  /// Latent rows each side that a latent row's value depends on; a row is two feature rows.
  private var halo: Int { (blocks.count + 1) / 2 }

  /// Gives the latents, band by band from the top.
  ///
  /// - Parameters:
  ///   - read: gives the samples of the picture's next rows, so many × width × 3, interleaved
  ///   - body: takes rows × columns × latents
  func callAsFunction<Failure>(
    size: PhotoSize, read: (Int) throws(Failure) -> [UInt8], body: (Tensor) -> Void
  ) throws(Failure) {
    var window = SampleWindow(size: size)
    let bands = Bands(rows: size.rows, columns: size.columns, positions: Bands.positions)
    for range in bands.ranges {
      let wide = bands.widened(range, by: halo)
      try window.move(to: 16 * wide.lowerBound..<16 * wide.upperBound, read: read)
      let fine = window.blocks(
        of: 8, rows: 2 * wide.lowerBound..<2 * wide.upperBound, columns: 2 * size.columns)
      let coarse = window.blocks(of: 16, rows: range, columns: size.columns)
      let top = 2 * (range.lowerBound - wide.lowerBound)
      let features = blocks(stem(fine)).slice(rows: top..<top + 2 * range.count)
      body(head(features.unshuffled(by: 2), adding: linear(coarse)))
    }
  }

  /// Multiply-adds a pixel.
  var cost: Double {
    Double(linear.cost + head.cost) / 256
      + Double(stem.cost + blocks.reduce(0) { $0 + $1.cost }) / 64
  }
}
