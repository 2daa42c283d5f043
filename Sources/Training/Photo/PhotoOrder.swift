/// The mapping from the numbers of a parameter to those of a tensor in a model file.
///
/// Files keep the outputs of a layer before a pixel shuffle, and the inputs of one after an
/// unshuffle, in the order (channel, dy, dx). Training uses the order (dy, dx, channel), which
/// moves contiguous runs.
package enum PhotoOrder: Sendable {
  /// Both are matrices; the arrays hold the file's row of each row and its column of each column.
  case matrix(rows: [Int], columns: [Int])
  /// The parameter is taps × channels; the file holds channels × taps.
  case filter(taps: Int, channels: Int)

  /// Returns the index in the file's tensor of each number of the parameter.
  ///
  /// - Parameter columns: the number of columns of the file's matrix; filters ignore it
  package func indices(columns width: Int) -> [Int] {
    switch self {
    case .matrix(let rows, let columns):
      rows.flatMap { row in columns.map { row * width + $0 } }
    case .filter(let taps, let channels):
      (0..<taps).flatMap { tap in (0..<channels).map { $0 * taps + tap } }
    }
  }

  /// The identity mapping.
  package static func plain(_ count: Int) -> [Int] { Array(0..<count) }

  /// Maps each index in the order (dy, dx, channel) of an r×r block to its index in the order
  /// (channel, dy, dx).
  ///
  /// - Parameter factor: r
  package static func blocks(_ channels: Int, _ factor: Int) -> [Int] {
    let block = factor * factor
    return (0..<channels * block).map { $0 % channels * block + $0 / channels }
  }

  /// Maps each index of a 16×16 block of pixels, ordered as 2×2 blocks of 8×8 pixels with adjacent
  /// colours, to its index in the order (plane, y, x).
  package static let pixels: [Int] = (0..<768).map { index in
    let (quarter, position, plane) = (index / 192, index % 192 / 3, index % 3)
    let (y, x) = (quarter / 2 * 8 + position / 8, quarter % 2 * 8 + position % 8)
    return plane * 256 + y * 16 + x
  }

  /// The rows of the context model's head for one of four groups: its means, then its log scales.
  package static func head(group: Int, latents: Int) -> [Int] {
    let means = group * latents / 4..<(group + 1) * latents / 4
    return means + means.map { $0 + latents }
  }
}
