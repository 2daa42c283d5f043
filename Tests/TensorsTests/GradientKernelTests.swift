import Tensors
import TestSupport
import Testing

@Suite struct GradientKernelTests {
  @Test(arguments: [(1, 1, 1), (5, 3, 9), (256, 32, 8), (300, 70, 13), (700, 33, 40)])
  func `the three forms of a product are their definitions to the bit everywhere`(
    positions: Int, inputs: Int, outputs: Int
  ) {
    var random = SplitMix64(seed: 11)
    let input = random.tensor(1, positions, inputs)
    let matrix = random.tensor(outputs, 1, inputs)
    let bias = random.tensor(1, 1, outputs)
    let gradient = random.tensor(1, positions, outputs)
    let forward = Naive.pointwise(input.values, weights: matrix.values, bias: bias.values)
    let back = Naive.pointwise(
      gradient.values, weights: Naive.transposed(matrix.values, rows: outputs),
      bias: Array(repeating: 0, count: inputs))
    let weights = Naive.pointwise(
      Naive.transposed(gradient.values, rows: positions),
      weights: Naive.transposed(input.values, rows: positions),
      bias: Array(repeating: 0, count: inputs))
    for kernels in kernelsHere {
      Kernels.$forced.withValue(kernels) {
        #expect(Pointwise(matrix: matrix, bias: bias)(input).values == forward)
        #expect(Pointwise(transposing: matrix)(gradient).values == back)
        var sum = MatrixGradient(outputs: outputs, inputs: inputs)
        sum.add(input, gradient: gradient)
        let found = sum.finish(like: matrix)
        #expect(found.values == weights, "\(kernels.name)")
      }
    }
  }

  @Test func `a gradient of weights added up in parts is the gradient of the whole`() {
    var random = SplitMix64(seed: 12)
    let (input, gradient) = (random.tensor(9, 40, 37), random.tensor(9, 40, 5))
    let shape = Tensor.zeros(rows: 5, columns: 1, channels: 37)
    var whole = MatrixGradient(outputs: 5, inputs: 37)
    whole.add(input, gradient: gradient)
    var parts = MatrixGradient(outputs: 5, inputs: 37)
    for rows in [0..<2, 2..<7, 7..<9] {
      parts.add(input.slice(rows: rows), gradient: gradient.slice(rows: rows))
    }
    let (a, b) = (whole.finish(like: shape), parts.finish(like: shape))
    #expect(a.values == b.values)
  }

  @Test(arguments: [(1, 1, 3), (2, 5, 3), (9, 4, 3), (1, 2, 5), (3, 3, 5), (8, 7, 5), (4, 9, 7)])
  func `the gradient of a depthwise filter is its definition to the bit`(
    height: Int, width: Int, size: Int
  ) {
    var random = SplitMix64(seed: 13)
    let (samples, channels) = (2, 48)
    let input = random.tensor(samples * height, width, channels)
    let gradient = random.tensor(samples * height, width, channels)
    let expected = Naive.depthwiseGradient(input, gradient, samples: samples, size: size)
    for kernels in kernelsHere {
      Kernels.$forced.withValue(kernels) {
        let found = Depthwise.filterGradient(
          input, gradient: gradient, samples: samples, size: size)
        for (a, b) in zip(found.values, expected) { #expect(abs(a - b) < 1e-4) }
        let generic = Kernels.$forced.withValue(kernelsHere[0]) {
          Depthwise.filterGradient(input, gradient: gradient, samples: samples, size: size)
        }
        #expect(found.values == generic.values, "\(kernels.name)")
      }
    }
  }

  @Test func `patches added back are the transpose of patches taken`() {
    var random = SplitMix64(seed: 14)
    for (size, stride, padding) in [(3, 1, 1), (3, 2, 1), (2, 2, 0), (5, 3, 2), (4, 2, 1)] {
      let patches = Patches(
        size: size, stride: stride, padding: padding, samples: 2, height: 7, width: 6,
        channels: 3)
      let pictures = random.tensor(14, 6, 3)
      let rows = 0..<2 * patches.rows
      let taken = patches.gather(pictures, rows: rows)
      let other = random.tensor(taken.rows, taken.columns, taken.channels)
      var sum = PatchSum(patches)
      sum.add(other, rows: rows)
      let back = sum.finish()
      let (a, b) = (taken.dots(other, samples: 1)[0], pictures.dots(back, samples: 1)[0])
      #expect(abs(a - b) < 1e-4, "\(size) \(stride) \(padding)")
    }
  }
}

extension Naive {
  static func transposed(_ matrix: [Float], rows: Int) -> [Float] {
    let columns = matrix.count / rows
    return (0..<columns).flatMap { column in
      (0..<rows).map { matrix[$0 * columns + column] }
    }
  }

  static func depthwiseGradient(
    _ input: Tensor, _ gradient: Tensor, samples: Int, size: Int
  ) -> [Float] {
    let (x, g) = (input.values, gradient.values)
    let (height, width, channels) = (input.rows / samples, input.columns, input.channels)
    var output = [Float](repeating: 0, count: size * size * channels)
    for row in 0..<input.rows {
      for column in 0..<width {
        for tap in 0..<size * size {
          let (dy, dx) = (row % height + tap / size - size / 2, column + tap % size - size / 2)
          guard (0..<height).contains(dy), (0..<width).contains(dx) else { continue }
          let from = ((row / height * height + dy) * width + dx) * channels
          for channel in 0..<channels {
            output[tap * channels + channel] +=
              g[(row * width + column) * channels + channel] * x[from + channel]
          }
        }
      }
    }
    return output
  }
}
