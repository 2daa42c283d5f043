/// Where numbers of a parameter lie in the tensor of a model file.
///
/// Files keep the outputs of a layer before a pixel shuffle, and the inputs of one after an
/// unshuffle, in the order (channel, dy, dx). In training blocks of positions become channels in
/// the order (dy, dx, channel), so that they move in whole runs.
package enum PhotoOrder: Sendable {
  /// The file's row for each row, and the file's column for each column.
  case matrix(rows: [Int], columns: [Int])
  /// Taps × channels here, channels × taps in the file.
  case filter(taps: Int, channels: Int)

  /// For each number of the parameter, its place in the file's tensor.
  ///
  /// - Parameter columns: of the file's matrix
  package func places(columns width: Int) -> [Int] {
    switch self {
    case .matrix(let rows, let columns):
      rows.flatMap { row in columns.map { row * width + $0 } }
    case .filter(let taps, let channels):
      (0..<taps).flatMap { tap in (0..<channels).map { $0 * taps + tap } }
    }
  }

  /// As in the file.
  package static func plain(_ count: Int) -> [Int] { Array(0..<count) }

  /// Blocks of r×r positions of some channels.
  package static func blocks(_ channels: Int, _ factor: Int) -> [Int] {
    let block = factor * factor
    return (0..<channels * block).map { $0 % channels * block + $0 / channels }
  }

  /// Blocks of 16×16 pixels as 2×2 blocks of 8×8 pixels of 3 planes.
  package static let pixels: [Int] = (0..<768).map { index in
    let (quarter, place, plane) = (index / 192, index % 192 / 3, index % 3)
    let (y, x) = (quarter / 2 * 8 + place / 8, quarter % 2 * 8 + place % 8)
    return plane * 256 + y * 16 + x
  }

  /// The rows of the context model's head for one of four groups: its means, its log scales.
  package static func head(group: Int, latents: Int) -> [Int] {
    let means = group * latents / 4..<(group + 1) * latents / 4
    return means + means.map { $0 + latents }
  }
}
