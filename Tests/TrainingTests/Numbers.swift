import Tensors
import Training

/// Numbers from a seed (SplitMix64), the same on every machine.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

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
