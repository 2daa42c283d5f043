/// The rows of a picture's latents cut into bands, so that memory does not grow with its height.
struct Bands {
  /// The rows of each band, top to bottom.
  let ranges: [Range<Int>]
  private let rows: Int

  /// Latent positions of a band, about a megapixel. They are part of the format, as the bands
  /// determine the coding order.
  static let positions = 4096

  /// - Parameters:
  ///   - rows, columns: the size of the latent grid; rows are a multiple of 4
  ///   - positions: a band gets the fewest rows, a multiple of 4, with at least this many positions
  init(rows: Int, columns: Int, positions: Int) {
    let height = max((positions + columns - 1) / columns + 3, 4) / 4 * 4
    ranges = stride(from: 0, to: rows, by: height).map { $0..<min($0 + height, rows) }
    self.rows = rows
  }

  /// `range` with `halo` more rows above and below, as far as they exist.
  func widened(_ range: Range<Int>, by halo: Int) -> Range<Int> {
    Self.widened(range, by: halo, within: rows)
  }

  static func widened(_ range: Range<Int>, by halo: Int, within rows: Int) -> Range<Int> {
    max(range.lowerBound - halo, 0)..<min(range.upperBound + halo, rows)
  }
}
