import Tensors
import TestSupport

/// The operations as their definitions say, one output at a time: the oracle of the kernels.
enum Naive {
  /// - Parameters:
  ///   - input: positions × inputs
  ///   - weights: outputs × inputs
  static func pointwise(
    _ input: [Float], weights: [Float], bias: [Float], residual: [Float]? = nil,
    activate: Bool = false
  ) -> [Float] {
    let inputs = weights.count / bias.count
    return (0..<input.count / inputs).flatMap { position in
      bias.indices.map { output in
        var sum = bias[output]
        for k in 0..<inputs {
          sum.addProduct(input[position * inputs + k], weights[output * inputs + k])
        }
        if let residual { sum = residual[position * bias.count + output] + sum }
        return activate ? max(sum, 0.1 * sum) : sum
      }
    }
  }

  static func depthwise(
    _ input: Tensor, weights: [Float], bias: [Float]?, size: Int
  ) -> [Float] {
    let values = input.values
    let channels = input.channels
    var output: [Float] = []
    for row in 0..<input.rows {
      for column in 0..<input.columns {
        for channel in 0..<channels {
          var sum = bias?[channel] ?? 0
          for tap in 0..<size * size {
            let (y, x) = (row + tap / size - size / 2, column + tap % size - size / 2)
            guard (0..<input.rows).contains(y), (0..<input.columns).contains(x) else { continue }
            sum.addProduct(
              values[(y * input.columns + x) * channels + channel],
              weights[channel * size * size + tap])
          }
          output.append(sum)
        }
      }
    }
    return output
  }

  /// Channel c at (dy, dx) of a block becomes channel c·r·r + dy·r + dx.
  static func unshuffle(_ input: Tensor, by r: Int) -> [Float] {
    let values = input.values
    var output: [Float] = []
    for row in 0..<input.rows / r {
      for column in 0..<input.columns / r {
        for channel in 0..<input.channels * r * r {
          let (c, dy, dx) = (channel / (r * r), channel / r % r, channel % r)
          let position = (row * r + dy) * input.columns + column * r + dx
          output.append(values[position * input.channels + c])
        }
      }
    }
    return output
  }
}

extension SplitMix64 {
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &self) }
  }

  mutating func tensor(_ rows: Int, _ columns: Int, _ channels: Int) -> Tensor {
    Tensor(
      rows: rows, columns: columns, channels: channels,
      values: floats(rows * columns * channels))
  }
}
