import CKernels

/// Quantised latents: rows × columns × channels, the channels of a position contiguous.
package struct LatentGrid: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  package let channels: Int
  package internal(set) var symbols: [Int16]

  package init(rows: Int, columns: Int, channels: Int, symbols: [Int16]? = nil) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.symbols = symbols ?? Array(repeating: 0, count: rows * columns * channels)
    precondition(self.symbols.count == rows * columns * channels)
  }

  package var positions: Int { rows * columns }

  /// The symbols as floats.
  package var tensor: Tensor {
    Tensor(rows: rows, columns: columns, channels: channels, values: symbols.map { Float($0) })
  }
}

extension LatentGrid {
  /// A copy of the rows `range`.
  package func slice(rows range: Range<Int>) -> LatentGrid {
    let line = columns * channels
    return LatentGrid(
      rows: range.count, columns: columns, channels: channels,
      symbols: Array(symbols[range.lowerBound * line..<range.upperBound * line]))
  }

  /// Stacks grids of one width and depth, one below the other.
  package static func stacked(_ parts: [LatentGrid]) -> LatentGrid {
    guard parts.count > 1 else { return parts[0] }
    return LatentGrid(
      rows: parts.reduce(0) { $0 + $1.rows }, columns: parts[0].columns,
      channels: parts[0].channels, symbols: parts.flatMap(\.symbols))
  }
}

extension Tensor {
  /// Scales by `gain[channel]`, and rounds to the nearest integer, halves to even, within ±32767.
  package func quantised(gain: [Float]) -> (symbols: LatentGrid, scaled: Tensor) {
    precondition(gain.count == channels)
    let scaled = Tensor(uninitialized: rows, columns, channels)
    let symbols = unsafe [Int16](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe Kernels.current.table.pointee.quantise(
        buffer.baseAddress, scaled.base, base, gain, positions, channels)
      filled = count
    }
    return (LatentGrid(rows: rows, columns: columns, channels: channels, symbols: symbols), scaled)
  }

  /// Rounds to the nearest integer, halves to even, within ±32767.
  package func rounded() -> LatentGrid {
    quantised(gain: Array(repeating: 1, count: channels)).symbols
  }
}

extension LatentGrid {
  /// Units of a remainder in one quantisation step.
  package static let remainderUnits = Int(AEZ_REMAINDER_UNITS)
  /// The least magnitude of a remainder that is kept.
  package static let leastRemainder = Int(AEZ_REMAINDER_LEAST)

  /// The remainders of rounding `numbers` to these symbols, number − symbol, in units of
  /// 1 / ``remainderUnits``; those below ``leastRemainder``, for which no other symbol is nearly as
  /// close, are 0.
  package func remainders(of numbers: Tensor) -> LatentGrid {
    precondition(numbers.count == symbols.count && numbers.channels == channels)
    let left = unsafe [Int16](unsafeUninitializedCapacity: symbols.count) { buffer, filled in
      unsafe Kernels.current.table.pointee.remainders(
        buffer.baseAddress, numbers.base, symbols, symbols.count)
      filled = symbols.count
    }
    return LatentGrid(rows: rows, columns: columns, channels: channels, symbols: left)
  }
}
