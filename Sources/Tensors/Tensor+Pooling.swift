/// The position of each maximum in its window.
package struct PoolingPositions: Sendable {
  package let factor: Int
  /// dy · factor + dx for each pooled number.
  fileprivate let offsets: [UInt8]
}

// Pooling over adjacent windows of factor × factor positions. Samples that are stacked along the
// rows do not mix if the factor divides their height.
extension Tensor {
  /// The maximum of each window, and its position; the first of equals.
  ///
  /// - Returns: (rows / factor) × (columns / factor) × channels
  package func maximaPooled(by factor: Int) -> (maxima: Tensor, positions: PoolingPositions) {
    precondition(rows % factor == 0 && columns % factor == 0 && (1...16).contains(factor))
    let output = Tensor(uninitialized: rows / factor, columns / factor, channels)
    var offsets = [UInt8](repeating: 0, count: output.count)
    unsafe offsets.withUnsafeMutableBufferPointer { offsets in
      for position in 0..<output.positions {
        let to = unsafe output.base + position * channels
        unsafe to.update(from: windowed(position, offset: 0, factor), count: channels)
        let found = unsafe offsets.baseAddress! + position * channels
        for offset in 1..<max(factor * factor, 1) {
          let from = unsafe windowed(position, offset: offset, factor)
          for channel in 0..<channels {
            let (new, old) = unsafe (from[channel], to[channel])
            // A NaN is passed on rather than overlooked.
            let larger = !(new <= old)
            unsafe to[channel] = larger ? new : old
            let before = unsafe found[channel]
            unsafe found[channel] = larger ? UInt8(offset) : before
          }
        }
      }
    }
    return (output, PoolingPositions(factor: factor, offsets: offsets))
  }

  /// Puts each number at the position of its window's maximum, and zero elsewhere.
  ///
  /// - Returns: (rows · factor) × (columns · factor) × channels
  package func unpooled(at positions: PoolingPositions) -> Tensor {
    precondition(positions.offsets.count == count)
    let factor = positions.factor
    let output = Tensor.zeros(rows: rows * factor, columns: columns * factor, channels: channels)
    for position in 0..<rows * columns {
      for channel in 0..<channels {
        let at = position * channels + channel
        let offset = Int(positions.offsets[at])
        unsafe output.windowed(position, offset: offset, factor)[channel] = unsafe base[at]
      }
    }
    return output
  }

  /// The numbers at the positions of the maxima, the inverse of ``unpooled(at:)``.
  ///
  /// - Returns: (rows / factor) × (columns / factor) × channels
  package func taken(at positions: PoolingPositions) -> Tensor {
    let factor = positions.factor
    let output = Tensor(uninitialized: rows / factor, columns / factor, channels)
    precondition(positions.offsets.count == output.count)
    for position in 0..<output.positions {
      for channel in 0..<channels {
        let at = position * channels + channel
        let offset = Int(positions.offsets[at])
        unsafe output.base[at] = unsafe windowed(position, offset: offset, factor)[channel]
      }
    }
    return output
  }

  /// Repeats every position to fill a window (nearest-neighbour upsampling).
  ///
  /// - Returns: (rows · factor) × (columns · factor) × channels
  package func repeated(by factor: Int) -> Tensor {
    let output = Tensor(uninitialized: rows * factor, columns * factor, channels)
    for position in 0..<positions {
      for offset in 0..<factor * factor {
        unsafe output.windowed(position, offset: offset, factor).update(
          from: base + position * channels, count: channels)
      }
    }
    return output
  }

  /// The sum of each window.
  ///
  /// - Returns: (rows / factor) × (columns / factor) × channels
  package func windowSums(_ factor: Int) -> Tensor {
    precondition(rows % factor == 0 && columns % factor == 0)
    let output = Tensor.zeros(rows: rows / factor, columns: columns / factor, channels: channels)
    for position in 0..<output.positions {
      let to = unsafe output.base + position * channels
      for offset in 0..<factor * factor {
        let from = unsafe windowed(position, offset: offset, factor)
        for channel in 0..<channels { unsafe to[channel] += unsafe from[channel] }
      }
    }
    return output
  }

  /// The channels at one position of one window, windows counted in reading order.
  private func windowed(_ window: Int, offset: Int, _ factor: Int) -> UnsafeMutablePointer<Float> {
    let across = columns / factor
    let row = window / across * factor + offset / factor
    let column = window % across * factor + offset % factor
    return unsafe base + (row * columns + column) * channels
  }
}
