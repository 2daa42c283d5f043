/// The mapping from a parameter to the tensor of a model file.
///
/// Files keep the outputs of a layer before a pixel shuffle, and the inputs of one after an
/// unshuffle, in the order (channel, dy, dx). Training uses the order (dy, dx, channel), which
/// moves contiguous runs.
package enum PhotoOrder: Sendable {
  /// Gives the file's row for each row and the file's column for each column.
  case matrix(rows: [Int], columns: [Int])
  /// The parameter is taps × channels; the file holds channels × taps.
  case filter(taps: Int, channels: Int)

  /// Returns the index in the file's tensor of each number of the parameter.
  ///
  /// - Parameter columns: the number of columns of the file's matrix
  package func places(columns width: Int) -> [Int] {
    switch self {
    case .matrix(let rows, let columns):
      rows.flatMap { row in columns.map { row * width + $0 } }
    case .filter(let taps, let channels):
      (0..<taps).flatMap { tap in (0..<channels).map { $0 * taps + tap } }
    }
  }

  /// The order of the file.
  package static func plain(_ count: Int) -> [Int] { Array(0..<count) }

  /// The order of r×r blocks of positions.
  package static func blocks(_ channels: Int, _ factor: Int) -> [Int] {
    let block = factor * factor
    return (0..<channels * block).map { $0 % channels * block + $0 / channels }
  }

  /// The order of 16×16 pixels as 2×2 blocks of 8×8 pixels in 3 planes.
  package static let pixels: [Int] = (0..<768).map { index in
    let (quarter, place, plane) = (index / 192, index % 192 / 3, index % 3)
    let (y, x) = (quarter / 2 * 8 + place / 8, quarter % 2 * 8 + place % 8)
    return plane * 256 + y * 16 + x
  }

  /// The rows of the context model's head for one of four groups: its means, then its log scales.
  package static func head(group: Int, latents: Int) -> [Int] {
    let means = group * latents / 4..<(group + 1) * latents / 4
    return means + means.map { $0 + latents }
  }
}
