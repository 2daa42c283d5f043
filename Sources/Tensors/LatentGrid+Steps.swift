import CKernels

/// The prior's parameters of symbols, in coding order.
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

  /// Appends the output of a group's head, positions × (means, log scales), quantised.
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
  /// The number of channels of one of the four groups.
  package var groupSize: Int { channels / 4 }

  /// The symbols of a step, in coding order.
  package func symbols(of step: CodingStep, rows range: Range<Int>) -> [Int16] {
    var ordered: [Int16] = []
    ordered.reserveCapacity(range.count * columns * groupSize)
    for run in step.runs(rows: range, columns: columns) {
      for position in 0..<run.positions {
        let at = index(of: run, position: position)
        ordered.append(contentsOf: symbols[at..<at + groupSize])
      }
    }
    return ordered
  }

  /// Writes the symbols of the steps before `step` as floats, zero elsewhere.
  ///
  /// - Parameters:
  ///   - range: rows of this grid, whose first row is an even row of a larger one
  ///   - output: rows × columns × channels
  ///   - top: the row of `output` to begin at
  fileprivate func mask(
    before step: CodingStep, rows range: Range<Int>, into output: Tensor, at top: Int
  ) {
    let group = groupSize
    unsafe symbols.withUnsafeBufferPointer { symbols in
      for row in range {
        for column in 0..<columns {
          let offset = (row * columns + column) * channels
          let to = unsafe output.base + offset + (top - range.lowerBound) * columns * channels
          let positionClass = CodingStep.positionClass(row: row, column: column)
          for part in 0..<4 {
            let known = (positionClass + part) % 4 < step.index
            for channel in part * group..<(part + 1) * group {
              unsafe to[channel] = known ? Float(symbols[offset + channel]) : 0
            }
          }
        }
      }
    }
  }

  /// The symbols of the steps before `step` as floats, zero elsewhere.
  ///
  /// - Parameters:
  ///   - bands: grids one below the other, each of which begins at an even row
  ///   - range: counted over the rows of all bands
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

  /// Inserts a step's symbols into the grid, and their dequantised values into `values`.
  ///
  /// - Parameters:
  ///   - decoded: the symbols in coding order
  ///   - parameters: their means and scales
  ///   - values: the shape of the grid; receives (q + offset) · gain[channel]
  ///   - offsets: 64 scales × 17 distances −8…8 sixteenths from the mean
  package mutating func insert(
    _ decoded: [Int16], parameters: PriorParameters, of step: CodingStep, rows range: Range<Int>,
    values: inout DequantisedLatents, offsets: [Float], gain: [Float]
  ) {
    precondition(decoded.count == range.count * columns * groupSize)
    precondition(parameters.count == decoded.count && offsets.count == 64 * 17)
    precondition(gain.count == channels && values.tensor.count == symbols.count)
    var at = 0
    let group = groupSize
    for run in step.runs(rows: range, columns: columns) {
      let to = index(of: run, position: 0)
      unsafe symbols.withUnsafeMutableBufferPointer { symbols in
        unsafe decoded.withUnsafeBufferPointer { decoded in
          unsafe parameters.means.withUnsafeBufferPointer { means in
            unsafe parameters.scales.withUnsafeBufferPointer { scales in
              unsafe gain.withUnsafeBufferPointer { gain in
                unsafe offsets.withUnsafeBufferPointer { offsets in
                  var call = unsafe aez_reconstruct(
                    codes: symbols.baseAddress! + to, values: values.tensor.base + to,
                    symbols: decoded.baseAddress! + at, means: means.baseAddress! + at,
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

/// The dequantised values of symbols while a decoder fills them in, step by step.
///
/// It is not copyable, so nothing else sees the memory it writes to.
package struct DequantisedLatents: ~Copyable {
  fileprivate let tensor: Tensor

  /// Zeros for a grid of that shape.
  package init(for grid: LatentGrid) {
    tensor = .zeros(rows: grid.rows, columns: grid.columns, channels: grid.channels)
  }

  /// The map, once all steps are filled in.
  package var complete: Tensor { tensor }
}
