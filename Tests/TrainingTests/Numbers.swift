import Tensors
import TestSupport

extension SplitMix64 {
  mutating func tensor(
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
  /// One value changed.
  func replacing(_ index: Int, by number: Float) -> Tensor {
    var values = values
    values[index] = number
    return Tensor(rows: rows, columns: columns, channels: channels, values: values)
  }

  subscript(row: Int, column: Int, channel: Int) -> Float {
    values[(row * columns + column) * channels + channel]
  }
}

/// Every set of kernels this machine runs.
let kernelsHere = Kernels.names.compactMap { try? Kernels(named: $0) }
