import Autodiff
import Learning
import Tensors
import TestSupport
import Testing

/// Gradients of every operation against finite differences, over random shapes.
@Suite struct OperationGradientTests {
  @Test(arguments: 0..<6)
  func `products and convolutions`(round: Int) {
    var check = GradientCheck(seed: UInt64(round))
    var random = SplitMix64(seed: UInt64(100 + round))
    let (n, h, w) = (2, 2 * Int.random(in: 1...3, using: &random), 2 + 2 * (round % 3))
    let (i, o) = (Int.random(in: 1...40, using: &random), Int.random(in: 1...40, using: &random))
    let x = random.tensor(n * h, w, i)
    let (matrix, bias) = (random.tensor(o, 1, i), random.tensor(1, 1, o))
    check("product", [x, matrix, bias], samples: [n]) {
      $0[0].product($0.parameters[1], bias: $0.parameters[2])
    }
    check("product with residual", [x, matrix, random.tensor(n * h, w, o)], samples: [n, 1, n]) {
      $0[0].product($0.parameters[1], adding: $0[2])
    }
    let (size, stride) = ([3, 2, 5][round % 3], 1 + round % 2)
    let taps = random.tensor(o, size * size, i)
    check("convolution", [x, taps, bias], samples: [n]) {
      $0[0].convolution($0.parameters[1], bias: $0.parameters[2], stride: stride, padding: size / 2)
    }
    let back = random.tensor(i, size * size, o)
    check("transposed convolution", [x, back, bias], samples: [n]) {
      $0[0].transposedConvolution(
        $0.parameters[1], bias: $0.parameters[2], stride: stride, padding: 1 - round % 2,
        outputPadding: stride - 1)
    }
    let deep = random.tensor(n * h, w, 16)
    let filter = random.tensor(round % 2 == 0 ? 3 : 5, round % 2 == 0 ? 3 : 5, 16)
    check("depthwise", [deep, filter, random.tensor(1, 1, 16)], samples: [n]) {
      $0[0].depthwise($0.parameters[1], bias: $0.parameters[2])
    }
  }

  @Test(arguments: 0..<3)
  func `shapes, windows and channels`(round: Int) {
    var check = GradientCheck(seed: UInt64(round))
    var random = SplitMix64(seed: UInt64(200 + round))
    let x = random.tensor(8, 4, 8)
    check("shuffled", [x], samples: [2]) { $0[0].shuffled(by: 2) }
    check("unshuffled", [x], samples: [2]) { $0[0].unshuffled(by: 2) }
    check("blocked", [x], samples: [2]) { $0[0].blocked(by: 2) }
    check("unblocked", [x], samples: [2]) { $0[0].unblocked(by: 2) }
    check("unfolded", [x], samples: [2]) { $0[0].unfolded() }
    let below = random.tensor(8, 4, 8)
    check("stacked", [x, below], samples: [2, 2]) { .stacked([$0[0], $0[1]]) }
    check("repeated", [x], samples: [2]) { $0[0].repeated(by: 2) }
    check("channels", [x], samples: [2]) { $0[0].channels(2..<5) }
    check("flattened", [x], samples: [2]) { $0[0].flattened }
    let style = random.tensor(8, 4, 8).gram
    check("gram", [x], samples: [1]) { $0[0].gramDistance(style) }
    check("concatenated", [x, random.tensor(8, 4, 3)], samples: [2, 2]) {
      .concatenatingChannels([$0[0], $0[1], $0[0]])
    }
    check.step = 1e-4
    check.tolerance = 0.05
    check("pooled", [x], samples: [2]) { $0[0].maximaPooled(by: 2).maxima }
    check("pooled and unpooled", [x], samples: [2]) {
      let (maxima, positions) = $0[0].maximaPooled(by: 2)
      return (maxima * maxima).unpooled(at: positions)
    }
  }

  @Test(arguments: 0..<3)
  func `arithmetic and activations`(round: Int) {
    var check = GradientCheck(seed: UInt64(round))
    var random = SplitMix64(seed: UInt64(300 + round))
    let (x, y) = (random.tensor(6, 2, 5), random.tensor(6, 2, 5))
    let (one, each) = (random.tensor(1, 1, 5), random.tensor(3, 1, 5))
    check("+", [x, y], samples: [3, 3]) { $0[0] + $0[1] }
    check("-", [x, y], samples: [3, 3]) { $0[0] - $0[1] }
    check("*", [x, y], samples: [3, 3]) { $0[0] * $0[1] }
    check("x·x", [x], samples: [3]) { $0[0] * $0[0] }
    check("scaled", [x], samples: [3]) { $0[0].scaled(by: 3, plus: 1) }
    check("scaled by sample", [x], samples: [3]) { $0[0].scaled(bySample: [1, -2, 3]) }
    for (name, vectors) in [("all", one), ("each", each)] {
      check("scaled by channel of \(name)", [x, vectors], samples: [3]) {
        $0[0].scaled(byChannel: $0[1])
      }
      check("biased by channel of \(name)", [x, vectors], samples: [3]) {
        $0[0].biased(byChannel: $0[1])
      }
    }
    check("entries", [each]) { $0[0].entries([2, 0, 2, 1]) }
    check("sigmoid", [x]) { $0[0].sigmoid }
    check("tanh", [x]) { $0[0].tanh }
    check("exponential", [x]) { $0[0].exponential }
    check("softplus", [x]) { $0[0].softplus }
    // Away from the kink.
    let far = x.combined(.sum, x.mapped(.sign).scaled(by: 0.1))
    check("leaky", [far]) { $0[0].leaky }
    check("relu", [far]) { $0[0].relu }
  }

  @Test(arguments: 0..<3)
  func `losses, penalties and rates`(round: Int) {
    var check = GradientCheck(seed: UInt64(round))
    var random = SplitMix64(seed: UInt64(400 + round))
    let (x, t) = (random.tensor(6, 2, 5), random.tensor(6, 2, 5, in: 0...1))
    check("squared error", [x], samples: [3]) { $0[0].squaredError(t) }
    check("cross-entropy", [x], samples: [3]) { $0[0].crossEntropy(t) }
    check("cosine", [x], samples: [3]) { $0[0].cosineDistance(t) }
    check("sums", [x], samples: [3]) { $0[0].sampleSums }
    check("mean", [random.tensor(3, 1, 1)], samples: [3]) { $0[0].meanOfSamples }
    check("squares", [x], samples: [3]) { $0[0].squareSums }
    let far = x.combined(.sum, x.mapped(.sign).scaled(by: 0.1))
    check("L1", [far], samples: [3]) { $0[0].absoluteSums }
    check("sparsity", [random.tensor(6, 2, 5, in: 0.1...0.9)], samples: [3]) {
      $0[0].sparsity(target: 0.2)
    }
    check("divergence", [x, random.tensor(6, 2, 5)], samples: [3, 3]) {
      $0[0].divergenceFromNormal(logVariance: $0[1])
    }
    check("sampled normal", [x, random.tensor(6, 2, 5)], samples: [3, 3]) {
      $0[0].sampledNormal(logVariance: $0[1])
    }
    let codes = random.tensor(6, 2, 5, in: -4...4)
    check("Laplace", [codes, x, random.tensor(6, 2, 5, in: 0...2)], samples: [3, 3, 3]) {
      $0[0].laplaceBits(mean: $0[1], logScale: $0[2])
    }
    check("logistic scales", [codes, x, random.tensor(6, 2, 5, in: 0...2)], samples: [3, 3, 3]) {
      $0[0].logisticBits(mean: $0[1], logScale: $0[2])
    }
    let apart = codes.combined(.sum, codes.mapped(.sign).scaled(by: 2))
    check(
      "followed scales",
      [apart, x, random.tensor(1, 1, 5, in: 0...2), random.tensor(1, 1, 1, in: 0.5...1)],
      samples: [6, 6]
    ) {
      $0[0].followedScales(mean: $0[1], logScale: $0[2], weight: $0[3])
    }
    check(
      "logistic", [codes, random.tensor(1, 1, 5), random.tensor(1, 1, 5, in: 0.5...2)],
      samples: [3]
    ) {
      $0[0].logisticBits(mean: $0[1], scale: $0[2])
    }
  }

  @Test func `rounding and noise let gradients pass unchanged, masks where they keep`() {
    var random = SplitMix64(seed: 5)
    var set = ParameterSet()
    let parameter = set.add("x", random.tensor(1, 10, 10, in: 1...2))
    func gradient(_ operation: (Variable) -> Variable) -> (Tensor, Tensor) {
      let tape = Tape(set)
      let out = operation(tape.variable(parameter))
      return (out.value, tape.backward(from: out.sampleSums)[0])
    }
    let operations: [(Variable) -> Variable] = [
      { $0.rounded }, { $0.addingNormalNoise(deviation: 1) }, { $0.addingUniformNoise() },
    ]
    for operation in operations {
      #expect(gradient(operation).1.values.allSatisfy { $0 == 1 })
    }
    let (masked, slopes) = gradient { $0.masked(share: 0.3) }
    #expect(zip(masked.values, slopes.values).allSatisfy { ($0 == 0) == ($1 == 0) })
    #expect((15...45).contains(masked.values.count { $0 == 0 }))
  }
}
