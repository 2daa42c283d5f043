import Autodiff
import Tensors
import TestSupport
import Testing

/// What operations give, against their definitions one number at a time.
@Suite struct ForwardTests {
  /// Σ over taps and channels, of one picture of several.
  static func convolution(
    _ x: Tensor, _ w: Tensor, samples: Int, size: Int, stride: Int, padding: Int
  ) -> [Float] {
    let height = x.rows / samples
    let rows = (height + 2 * padding - size) / stride + 1
    let columns = (x.columns + 2 * padding - size) / stride + 1
    var out: [Float] = []
    for row in 0..<samples * rows {
      for column in 0..<columns {
        for output in 0..<w.rows {
          var sum: Float = 0
          for tap in 0..<size * size {
            let dy = row % rows * stride + tap / size - padding
            let dx = column * stride + tap % size - padding
            guard (0..<height).contains(dy), (0..<x.columns).contains(dx) else { continue }
            for channel in 0..<x.channels {
              sum += x[row / rows * height + dy, dx, channel] * w[output, tap, channel]
            }
          }
          out.append(sum)
        }
      }
    }
    return out
  }

  @Test(arguments: [(3, 1, 1), (3, 2, 1), (2, 2, 0), (5, 1, 2), (5, 3, 0)])
  func `a convolution is its definition, and a transposed one its transpose`(
    size: Int, stride: Int, padding: Int
  ) {
    var random = SplitMix64(seed: 1)
    var set = ParameterSet()
    let weights = set.add("w", random.tensor(4, size * size, 3))
    let x = random.tensor(2 * 8, 7, 3)
    let tape = Tape(set)
    let out = tape.constant(x, samples: 2)
      .convolution(weights, stride: stride, padding: padding).value
    let expected = Self.convolution(
      x, set.value(weights), samples: 2, size: size, stride: stride, padding: padding)
    for (a, b) in zip(out.values, expected) { #expect(abs(a - b) < 1e-5) }
    #expect(out.count == expected.count)
    // <A x, y> = <x, Aᵀ y> wherever the convolution's windows reach all of x.
    let y = random.tensor(out.rows, out.columns, 4)
    let grown = (8 - size + 2 * padding) % stride
    guard grown == (7 - size + 2 * padding) % stride else { return }
    let back = tape.constant(y, samples: 2).transposedConvolution(
      weights, stride: stride, padding: padding, outputPadding: grown
    ).value
    #expect(back.hasShape(of: x))
    #expect(abs(out.dots(y, samples: 1)[0] - x.dots(back, samples: 1)[0]) < 1e-4)
  }

  @Test func `pooling finds maxima, unpooling puts them back, repeating fills windows`() {
    var random = SplitMix64(seed: 2)
    let x = random.tensor(6, 4, 3)
    let (maxima, positions) = x.maximaPooled(by: 2)
    let unpooled = maxima.unpooled(at: positions)
    let repeated = maxima.repeated(by: 2)
    for row in 0..<6 {
      for column in 0..<4 {
        for channel in 0..<3 {
          let (r, c) = (row / 2 * 2, column / 2 * 2)
          let window = [
            x[r, c, channel], x[r, c + 1, channel], x[r + 1, c, channel],
            x[r + 1, c + 1, channel],
          ]
          let largest = window.max()
          #expect(maxima[row / 2, column / 2, channel] == largest)
          #expect(repeated[row, column, channel] == largest)
          let here = x[row, column, channel]
          #expect(unpooled[row, column, channel] == (here == largest ? here : 0))
        }
      }
    }
    #expect(unpooled.taken(at: positions).values == maxima.values)
    #expect(repeated.windowSums(2).values == maxima.values.map { 4 * $0 })
    #expect(x.unshuffled(by: 2).shuffled(by: 2).values == x.values)
  }
}
