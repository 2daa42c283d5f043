import Tensors

/// The analysis transform: picture → latents, as the sum of a linear transform and a network.
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

  /// The number of latent rows above and below that a latent row depends on; a latent row is two
  /// feature rows.
  private var halo: Int { (blocks.count + 1) / 2 }

  /// Computes the latents band by band from the top.
  ///
  /// - Parameters:
  ///   - read: reads the samples of the given number of rows, rows × width × 3, interleaved
  ///   - body: receives each band, rows × columns × latents
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

  /// Multiply-adds for a pixel.
  var cost: Double {
    Double(linear.cost + head.cost) / 256
      + Double(stem.cost + blocks.reduce(0) { $0 + $1.cost }) / 64
  }
}

/// A window of rows of a picture that is read from the top.
private struct SampleWindow {
  private let size: PhotoSize
  /// rows × width × 3, interleaved.
  private var samples: [UInt8] = []
  /// The first row of the window.
  private var top = 0

  init(size: PhotoSize) {
    self.size = size
  }

  /// Drops the rows above `rows`, and reads the rows of `rows` that exist.
  ///
  /// - Parameter read: reads the samples of the given number of rows, rows × width × 3
  mutating func move<Failure>(
    to rows: Range<Int>, read: (Int) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    let line = 3 * size.width
    samples.removeFirst((rows.lowerBound - top) * line)
    top = rows.lowerBound
    let missing = min(rows.upperBound, size.height) - top - samples.count / line
    guard missing > 0 else { return }
    let read = try read(missing)
    precondition(read.count == missing * line, "rows are missing")
    samples += read
  }

  /// Square blocks of pixels as channels; see `Tensor.init(unshuffling:)`.
  ///
  /// - Parameter rows: rows of blocks whose pixels are all in the window
  func blocks(of side: Int, rows: Range<Int>, columns: Int) -> Tensor {
    Tensor(
      unshuffling: samples, from: top, height: size.height, width: size.width, by: side,
      blockRows: rows, blockColumns: columns)
  }
}
