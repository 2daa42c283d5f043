import CKernels

/// Integer codes: rows × columns × channels, the channels of a position contiguous.
package struct LatentGrid: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  package let channels: Int
  package internal(set) var codes: [Int16]

  package init(rows: Int, columns: Int, channels: Int, codes: [Int16]? = nil) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.codes = codes ?? Array(repeating: 0, count: rows * columns * channels)
    precondition(self.codes.count == rows * columns * channels)
  }

  package var positions: Int { rows * columns }

  /// The codes as numbers.
  package var tensor: Tensor {
    Tensor(rows: rows, columns: columns, channels: channels, values: codes.map { Float($0) })
  }
}

extension LatentGrid {
  /// A copy of the rows `range`.
  package func slice(rows range: Range<Int>) -> LatentGrid {
    let line = columns * channels
    return LatentGrid(
      rows: range.count, columns: columns, channels: channels,
      codes: Array(codes[range.lowerBound * line..<range.upperBound * line]))
  }

  /// Grids of equal width and depth, one below the other.
  package static func stacked(_ parts: [LatentGrid]) -> LatentGrid {
    guard parts.count > 1 else { return parts[0] }
    return LatentGrid(
      rows: parts.reduce(0) { $0 + $1.rows }, columns: parts[0].columns,
      channels: parts[0].channels, codes: parts.flatMap(\.codes))
  }
}

extension Tensor {
  /// x · gain[channel], and that rounded to the nearest integer, halves to even, within ±32767.
  package func quantised(gain: [Float]) -> (codes: LatentGrid, scaled: Tensor) {
    precondition(gain.count == channels)
    let scaled = Tensor(uninitialized: rows, columns, channels)
    let codes = unsafe [Int16](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe Kernels.current.table.pointee.quantise(
        buffer.baseAddress, scaled.base, base, gain, positions, channels)
      filled = count
    }
    return (LatentGrid(rows: rows, columns: columns, channels: channels, codes: codes), scaled)
  }

  /// The values rounded to the nearest integer, halves to even, within ±32767.
  package func rounded() -> LatentGrid {
    quantised(gain: Array(repeating: 1, count: channels)).codes
  }
}
