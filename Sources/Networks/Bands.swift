/// A picture's latent rows cut into bands, so that memory does not grow with its height.
struct Bands {
  /// The rows of each band, top to bottom.
  let ranges: [Range<Int>]
  private let rows: Int

  /// Latent positions of a band: about a megapixel. Part of the format, as bands order the codes.
  static let positions = 4096

  /// - Parameters:
  ///   - rows, columns: of the latent grid; rows a multiple of 4
  ///   - positions: a band gets the fewest rows, a multiple of 4, that hold as many positions
  init(rows: Int, columns: Int, positions: Int) {
    let height = max((positions + columns - 1) / columns + 3, 4) / 4 * 4
    ranges = stride(from: 0, to: rows, by: height).map { $0..<min($0 + height, rows) }
    self.rows = rows
  }

  /// `range` with `halo` rows more each side, as far as there are any.
  func widened(_ range: Range<Int>, by halo: Int) -> Range<Int> {
    Self.widened(range, by: halo, within: rows)
  }

  static func widened(_ range: Range<Int>, by halo: Int, within rows: Int) -> Range<Int> {
    max(range.lowerBound - halo, 0)..<min(range.upperBound + halo, rows)
  }
}
