import CKernels

/// What the prior says of codes, in coding order.
package struct PriorParameters: Sendable, Equatable {
  /// Means in sixteenths.
  package internal(set) var means: [Int32] = []
  /// Levels of scale, 0…63.
  package internal(set) var scales: [UInt8] = []

  package init() {}

  package init(means: [Int32], scales: [UInt8]) {
    precondition(means.count == scales.count)
    (self.means, self.scales) = (means, scales)
  }

  package var count: Int { means.count }

  /// Appends what one product with a group's head gave: positions × (means, log scales).
  package mutating func append(head: Tensor) {
    let group = head.channels / 2
    let count = head.positions * group
    let (oldMeans, oldScales) = (means.count, scales.count)
    means.append(contentsOf: repeatElement(0, count: count))
    scales.append(contentsOf: repeatElement(0, count: count))
    unsafe means.withUnsafeMutableBufferPointer { means in
      unsafe scales.withUnsafeMutableBufferPointer { scales in
        unsafe Kernels.current.table.pointee.parameters(
          means.baseAddress! + oldMeans, scales.baseAddress! + oldScales, head.base,
          head.positions, group)
      }
    }
  }
}

extension LatentGrid {
  /// Channels of one of the four groups.
  package var groupSize: Int { channels / 4 }

  /// The codes of a step in coding order.
  package func symbols(of step: CodingStep, rows range: Range<Int>) -> [Int16] {
    var symbols: [Int16] = []
    symbols.reserveCapacity(range.count * columns * groupSize)
    for run in step.runs(rows: range, columns: columns) {
      for position in 0..<run.positions {
        let at = index(of: run, position: position)
        symbols.append(contentsOf: codes[at..<at + groupSize])
      }
    }
    return symbols
  }

  /// Writes the codes of the steps before `step` as numbers, zero elsewhere.
  ///
  /// - Parameters:
  ///   - range: rows of this grid, which begins at an even row of a larger one
  ///   - output: rows × columns × channels
  ///   - top: the row of `output` where they begin
  fileprivate func mask(
    before step: CodingStep, rows range: Range<Int>, into output: Tensor, at top: Int
  ) {
    let group = groupSize
    unsafe codes.withUnsafeBufferPointer { codes in
      for row in range {
        for column in 0..<columns {
          let offset = (row * columns + column) * channels
          let to = unsafe output.base + offset + (top - range.lowerBound) * columns * channels
          let positionClass = CodingStep.positionClass(row: row, column: column)
          for part in 0..<4 {
            let known = (positionClass + part) % 4 < step.index
            for channel in part * group..<(part + 1) * group {
              unsafe to[channel] = known ? Float(codes[offset + channel]) : 0
            }
          }
        }
      }
    }
  }

  /// The codes of the steps before `step` as numbers, zero elsewhere.
  ///
  /// - Parameters:
  ///   - bands: grids one below the other, each from an even row on
  ///   - range: of their rows together
  /// - Returns: range × columns × channels
  package static func masked(
    _ bands: [LatentGrid], before step: CodingStep, rows range: Range<Int>
  ) -> Tensor {
    let output = Tensor(uninitialized: range.count, bands[0].columns, bands[0].channels)
    var first = 0
    for band in bands {
      let part = range.clamped(to: first..<first + band.rows)
      if !part.isEmpty {
        band.mask(
          before: step, rows: part.lowerBound - first..<part.upperBound - first, into: output,
          at: part.lowerBound - range.lowerBound)
      }
      first += band.rows
    }
    precondition(range.upperBound <= first, "rows out of range")
    return output
  }

  /// Puts a step's symbols where they belong, and what they stand for into `values`.
  ///
  /// - Parameters:
  ///   - symbols: in coding order
  ///   - parameters: the same symbols' means and scales
  ///   - values: the grid's shape; receives (q + offset) · gain[channel]
  ///   - offsets: 64 scales × 17 distances −8…8 sixteenths from the mean
  package mutating func place(
    _ symbols: [Int16], parameters: PriorParameters, of step: CodingStep, rows range: Range<Int>,
    values: inout CodeValues, offsets: [Float], gain: [Float]
  ) {
    precondition(symbols.count == range.count * columns * groupSize)
    precondition(parameters.count == symbols.count && offsets.count == 64 * 17)
    precondition(gain.count == channels && values.tensor.count == codes.count)
    var at = 0
    let group = groupSize
    for run in step.runs(rows: range, columns: columns) {
      let to = index(of: run, position: 0)
      unsafe codes.withUnsafeMutableBufferPointer { codes in
        unsafe symbols.withUnsafeBufferPointer { symbols in
          unsafe parameters.means.withUnsafeBufferPointer { means in
            unsafe parameters.scales.withUnsafeBufferPointer { scales in
              unsafe gain.withUnsafeBufferPointer { gain in
                unsafe offsets.withUnsafeBufferPointer { offsets in
                  var call = unsafe aez_reconstruct(
                    codes: codes.baseAddress! + to, values: values.tensor.base + to,
                    symbols: symbols.baseAddress! + at, means: means.baseAddress! + at,
                    scales: scales.baseAddress! + at, offsets: offsets.baseAddress!,
                    gain: gain.baseAddress! + run.group * group, positions: run.positions,
                    stride: 2 * channels, group: group)
                  unsafe Kernels.current.table.pointee.reconstruct(&call)
                }
              }
            }
          }
        }
      }
      at += run.positions * group
    }
  }

  private func index(of run: CodingRun, position: Int) -> Int {
    (run.row * columns + run.firstColumn + 2 * position) * channels + run.group * groupSize
  }
}

/// The numbers that codes stand for while a decoder fills them in, step by step.
///
/// Not copyable, so nobody else sees the memory it writes.
package struct CodeValues: ~Copyable {
  fileprivate let tensor: Tensor

  /// Zeros for a grid of that shape.
  package init(for grid: LatentGrid) {
    tensor = .zeros(rows: grid.rows, columns: grid.columns, channels: grid.channels)
  }

  /// The map, once nothing is written to it any more.
  package var complete: Tensor { tensor }
}
