import Networks
import Tensors

/// A window of a picture's latents. Its inner latents are refined together, and a halo around them
/// stays fixed. The halo is as wide as a latent's reach in the decoder.
package struct LatentWindow: Sendable {
  /// Rows and columns of all latents, halo included; bounds are multiples of 4.
  package let rows, columns: Range<Int>
  /// Rows and columns of the refined latents.
  package let innerRows, innerColumns: Range<Int>

  /// The most rows and columns refined at a time, and the width of the halo.
  private static let (side, halo) = (40, 4)

  /// Windows whose inner latents cover a picture once.
  package static func all(rows: Int, columns: Int) -> [LatentWindow] {
    parts(of: rows).flatMap { inner in
      parts(of: columns).map { across in
        LatentWindow(
          rows: widened(inner, within: rows), columns: widened(across, within: columns),
          innerRows: inner, innerColumns: across)
      }
    }
  }

  /// About equal parts, in multiples of 4.
  private static func parts(of length: Int) -> [Range<Int>] {
    let (cells, count) = (length / 4, (length + side - 1) / side)
    return (0..<count).map { 4 * (cells * $0 / count)..<4 * (cells * ($0 + 1) / count) }
  }

  private static func widened(_ range: Range<Int>, within length: Int) -> Range<Int> {
    max(range.lowerBound - halo, 0)..<min(range.upperBound + halo, length)
  }

  /// The same window of hyper-latents.
  package var ofHyperLatents: LatentWindow {
    func quarter(_ range: Range<Int>) -> Range<Int> { range.lowerBound / 4..<range.upperBound / 4 }
    return LatentWindow(
      rows: quarter(rows), columns: quarter(columns), innerRows: quarter(innerRows),
      innerColumns: quarter(innerColumns))
  }

  /// Ones at refined latents, else zeros: rows × columns × channels.
  package func inside(channels: Int) -> Tensor {
    let values = rows.flatMap { row in
      columns.flatMap { column -> [Float] in
        let isInside = innerRows.contains(row) && innerColumns.contains(column)
        return Array(repeating: isInside ? 1 : 0, count: channels)
      }
    }
    return Tensor(rows: rows.count, columns: columns.count, channels: channels, values: values)
  }

  /// The latents of the window.
  package func cut(_ grid: LatentGrid) -> Tensor {
    let values = rows.flatMap { row -> [Float] in
      let start = (row * grid.columns + columns.lowerBound) * grid.channels
      return grid.symbols[start..<start + columns.count * grid.channels].map { Float($0) }
    }
    return Tensor(
      rows: rows.count, columns: columns.count, channels: grid.channels, values: values)
  }

  /// The part of a map in the window.
  package func cut(_ map: Tensor) -> Tensor {
    let numbers = map.slice(rows: rows).values
    let width = columns.count * map.channels
    let values = (0..<rows.count).flatMap { row -> ArraySlice<Float> in
      let start = (row * map.columns + columns.lowerBound) * map.channels
      return numbers[start..<start + width]
    }
    return Tensor(
      rows: rows.count, columns: columns.count, channels: map.channels, values: values)
  }

  /// Replaces the window's inner latents in a grid.
  ///
  /// - Parameter latents: all latents of the window, which are rounded
  package func put(_ latents: Tensor, into grid: LatentGrid) -> LatentGrid {
    let (made, channels) = (latents.rounded().symbols, grid.channels)
    var all = grid.symbols
    for row in innerRows {
      let width = innerColumns.count * channels
      let to = (row * grid.columns + innerColumns.lowerBound) * channels
      let column = innerColumns.lowerBound - columns.lowerBound
      let from = ((row - rows.lowerBound) * columns.count + column) * channels
      all.replaceSubrange(to..<to + width, with: made[from..<from + width])
    }
    return LatentGrid(rows: grid.rows, columns: grid.columns, channels: channels, symbols: all)
  }

  /// The pixels of the window.
  ///
  /// - Parameter samples: the picture, height × width × 3
  package func pixels(of samples: [UInt8], _ size: PhotoSize) -> LatentPixels {
    let (top, left) = (16 * rows.lowerBound, 16 * columns.lowerBound)
    let width = min(size.width - left, 16 * columns.count)
    let height = min(size.height - top, 16 * rows.count)
    return LatentPixels(
      height: height, width: width, rows: 16 * rows.count, columns: 16 * columns.count
    ) { row in
      let start = 3 * ((top + row) * size.width + left)
      return samples[start..<start + 3 * width]
    }
  }
}

/// The pixels of some latents, 16 × 16 each. Pixels beyond the picture's right or lower edge are
/// unknown.
package struct LatentPixels {
  /// The size of the known area, in pixels.
  package let height, width: Int
  /// Samples 0…1, zeros where unknown: rows × columns × 3.
  package let samples: Tensor
  /// Ones where known: rows × columns × 3.
  package let known: Tensor

  /// - Parameter line: returns a row of known samples, width × 3
  package init(height: Int, width: Int, rows: Int, columns: Int, line: (Int) -> ArraySlice<UInt8>) {
    (self.height, self.width) = (height, width)
    let beyond = [Float](repeating: 0, count: 3 * (columns - width))
    let below = [Float](repeating: 0, count: 3 * columns * (rows - height))
    func map(_ values: [Float]) -> Tensor {
      Tensor(rows: rows, columns: columns, channels: 3, values: values + below)
    }
    samples = map((0..<height).flatMap { line($0).map { Float($0) / 255 } + beyond })
    let ones = [Float](repeating: 1, count: 3 * width) + beyond
    known = map((0..<height).flatMap { _ in ones })
  }

  /// The known share 0…1 of each latent's pixels, row by row.
  package func shares(rows: Int, columns: Int) -> [Float] {
    func share(_ index: Int, of length: Int) -> Float {
      Float(min(max(length - 16 * index, 0), 16)) / 16
    }
    return (0..<rows).flatMap { row in
      (0..<columns).map { share(row, of: height) * share($0, of: width) }
    }
  }
}
