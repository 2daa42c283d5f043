import Tensors

extension SplitMix64 {
  package mutating func tensor(
    _ rows: Int, _ columns: Int, _ channels: Int, in range: ClosedRange<Float> = -1...1
  ) -> Tensor {
    Tensor(
      rows: rows, columns: columns, channels: channels,
      values: (0..<rows * columns * channels).map { _ in
        Float.random(in: range, using: &self)
      })
  }
}

extension Tensor {
  /// The same numbers but for one.
  package func replacing(_ index: Int, by number: Float) -> Tensor {
    var values = values
    values[index] = number
    return Tensor(rows: rows, columns: columns, channels: channels, values: values)
  }

  package subscript(row: Int, column: Int, channel: Int) -> Float {
    values[(row * columns + column) * channels + channel]
  }
}

/// Every set of kernels this machine runs.
package let kernelsHere = Kernels.names.compactMap { try? Kernels(named: $0) }

/// A triangle wave: −1…1 with a period of 7.3, in exactly rounded operations.
package func waveValue(_ x: Float) -> Float {
  let turns = x / 7.3
  let part = turns - turns.rounded(.down)
  return 4 * abs(part - 0.5) - 1
}
