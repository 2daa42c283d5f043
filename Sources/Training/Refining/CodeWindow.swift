import Networks
import Tensors

/// A piece of a picture whose codes are refined at a time, with codes around it that stay: as many
/// as a code can reach in the decoder.
struct CodeWindow: Sendable {
  /// Rows and columns of codes, multiples of 4; those to be refined lie within.
  let rows, columns: Range<Int>
  let innerRows, innerColumns: Range<Int>

  /// Most rows and columns that are refined at a time, and what lies around them.
  private static let (side, halo) = (40, 4)

  /// Windows whose inner codes are all those of a picture, each once.
  static func all(rows: Int, columns: Int) -> [CodeWindow] {
    parts(of: rows).flatMap { inner in
      parts(of: columns).map { across in
        CodeWindow(
          rows: widened(inner, within: rows), columns: widened(across, within: columns),
          innerRows: inner, innerColumns: across)
      }
    }
  }

  /// About equal parts, multiples of 4.
  private static func parts(of length: Int) -> [Range<Int>] {
    let (cells, count) = (length / 4, (length + side - 1) / side)
    return (0..<count).map { 4 * (cells * $0 / count)..<4 * (cells * ($0 + 1) / count) }
  }

  private static func widened(_ range: Range<Int>, within length: Int) -> Range<Int> {
    max(range.lowerBound - halo, 0)..<min(range.upperBound + halo, length)
  }

  /// The same window of hyper-latents.
  var ofHyperLatents: CodeWindow {
    func quarter(_ range: Range<Int>) -> Range<Int> { range.lowerBound / 4..<range.upperBound / 4 }
    return CodeWindow(
      rows: quarter(rows), columns: quarter(columns), innerRows: quarter(innerRows),
      innerColumns: quarter(innerColumns))
  }

  /// Ones where codes are refined, else zeros: rows × columns × channels.
  func inside(channels: Int) -> Tensor {
    let values = rows.flatMap { row in
      columns.flatMap { column -> [Float] in
        let isInside = innerRows.contains(row) && innerColumns.contains(column)
        return Array(repeating: isInside ? 1 : 0, count: channels)
      }
    }
    return Tensor(rows: rows.count, columns: columns.count, channels: channels, values: values)
  }

  /// The codes of the window.
  func cut(_ grid: CodeGrid) -> Tensor {
    let values = rows.flatMap { row -> [Float] in
      let start = (row * grid.columns + columns.lowerBound) * grid.channels
      return grid.codes[start..<start + columns.count * grid.channels].map { Float($0) }
    }
    return Tensor(
      rows: rows.count, columns: columns.count, channels: grid.channels, values: values)
  }

  /// The numbers of the window.
  func cut(_ map: Tensor) -> Tensor {
    let numbers = map.slice(rows: rows).values
    let width = columns.count * map.channels
    let values = (0..<rows.count).flatMap { row -> ArraySlice<Float> in
      let start = (row * map.columns + columns.lowerBound) * map.channels
      return numbers[start..<start + width]
    }
    return Tensor(
      rows: rows.count, columns: columns.count, channels: map.channels, values: values)
  }

  /// A grid with the window's inner codes in place of its own.
  func put(_ codes: Tensor, into grid: CodeGrid) -> CodeGrid {
    let (made, channels) = (codes.rounded().codes, grid.channels)
    var all = grid.codes
    for row in innerRows {
      let width = innerColumns.count * channels
      let to = (row * grid.columns + innerColumns.lowerBound) * channels
      let column = innerColumns.lowerBound - columns.lowerBound
      let from = ((row - rows.lowerBound) * columns.count + column) * channels
      all.replaceSubrange(to..<to + width, with: made[from..<from + width])
    }
    return CodeGrid(rows: grid.rows, columns: grid.columns, channels: channels, codes: all)
  }

  /// The pixels of the window, x / 255 − 0.5 in blocks of 16×16, and ones for those that lie in
  /// the picture: rows × columns × 768 each. Beyond, the picture's edge is repeated.
  func pixels(_ samples: [UInt8], _ size: PhotoSize) -> (blocks: Tensor, known: Tensor) {
    var (pixels, known): ([UInt8], [UInt8]) = ([], [])
    for y in 16 * rows.lowerBound..<16 * rows.upperBound {
      for x in 16 * columns.lowerBound..<16 * columns.upperBound {
        let at = 3 * (min(y, size.height - 1) * size.width + min(x, size.width - 1))
        pixels += samples[at..<at + 3]
        let isKnown = y < size.height && x < size.width
        known += repeatElement(isKnown ? 255 : 0, count: 3)
      }
    }
    func blocks(_ pixels: [UInt8]) -> Tensor {
      PhotoCrops(
        pixels: [pixels], height: 16 * rows.count, width: 16 * columns.count, levels: [0]
      ).blocks.blocked(by: 2)
    }
    return (blocks(pixels), blocks(known).scaled(by: 1, plus: 0.5))
  }
}
