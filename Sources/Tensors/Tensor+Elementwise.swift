import CKernels

extension Tensor {
  /// max(x, 0.1·x) of every value (leaky ReLU).
  package func activated() -> Tensor {
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe Kernels.current.table.pointee.activate(output.base, base, count)
    return output
  }

  /// This map with `bias[channel]` added at every position.
  package func adding(_ bias: [Float]) -> Tensor {
    precondition(bias.count == channels)
    let output = Tensor(uninitialized: rows, columns, channels)
    unsafe bias.withUnsafeBufferPointer { bias in
      for position in 0..<positions {
        let from = unsafe base + position * channels
        let to = unsafe output.base + position * channels
        for channel in 0..<channels { unsafe to[channel] = unsafe from[channel] + bias[channel] }
      }
    }
    return output
  }

  /// Moves r×r blocks of positions into channels ("pixel unshuffle"): channel c at (dy, dx) of a
  /// block goes to channel c·r·r + dy·r + dx.
  ///
  /// - Parameter factor: r; divides rows and columns
  /// - Returns: (rows / r) × (columns / r) × (channels · r · r)
  package func unshuffled(by factor: Int) -> Tensor {
    precondition(rows % factor == 0 && columns % factor == 0)
    let block = factor * factor
    let output = Tensor(uninitialized: rows / factor, columns / factor, channels * block)
    for row in 0..<rows {
      for column in 0..<columns {
        let position = row / factor * output.columns + column / factor
        let offset = row % factor * factor + column % factor
        let from = unsafe base + (row * columns + column) * channels
        let to = unsafe output.base + position * output.channels + offset
        for channel in 0..<channels { unsafe to[channel * block] = unsafe from[channel] }
      }
    }
    return output
  }
}
