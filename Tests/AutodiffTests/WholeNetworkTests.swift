import Autodiff
import Tensors
import TestSupport
import Testing

/// Losses and gradients of whole networks against values computed once with PyTorch 2.15, in
/// double precision, from the same formula for all numbers (``waveValue(_:)``).
@Suite struct WholeNetworkTests {
  /// What is compared of a gradient: Σ|g|, Σ g·value, its first and its last number.
  struct Sums {
    let numbers: [Double]

    init(_ numbers: Double...) { self.numbers = numbers }

    init(_ gradient: Tensor, of value: Tensor) {
      let all = gradient.values
      numbers = [
        gradient.mapped(.magnitude).sums(samples: 1)[0], gradient.dots(value, samples: 1)[0],
        Double(all[0]), Double(all[all.count - 1]),
      ]
    }

    func isClose(to other: Sums) -> Bool {
      let size = max(other.numbers[0], 1e-3)
      let close = zip(numbers, other.numbers).map { abs($0 - $1) < 3e-5 * max(abs($1), 1) }
      return close[0] && abs(numbers[1] - other.numbers[1]) < 3e-5 * max(size, 1)
        && close[2] && close[3]
    }
  }

  static func check(
    _ set: ParameterSet, loss expected: Double, gradients: [Sums],
    _ network: (Tape) -> Variable
  ) {
    let tape = Tape(set)
    let loss = network(tape)
    #expect(abs(Double(loss.number) - expected) < 1e-5 * expected)
    let found = tape.backward(from: loss)
    for (parameter, expected) in zip(set.all, gradients) {
      let sums = Sums(found[parameter.index], of: set.value(parameter))
      let name = set.name(parameter)
      #expect(sums.isClose(to: expected), "\(name): \(sums.numbers), not \(expected.numbers)")
    }
    #expect(found.count == gradients.count)
  }

  @Test func `a small convolutional autoencoder`() {
    let network = ConvolutionalNetwork()
    let pictures = Pictures(pixels: wave(2 * 8, 8, 1, shift: 0.5, scale: 0.5), samples: 2)
    Self.check(
      network.set, loss: 5.54443422,
      gradients: [
        Sums(3.0339629, 0.25694942, -0.036092375, 0.044533383),
        Sums(2.400072, -0.048890563, 0.39783015, 0.23278728),
        Sums(2.5962993, 0.20805885, -0.0015176079, 0.00816301),
        Sums(1.2431747, 0.064273318, 0.56341037, 0.056330711),
        Sums(5.7898148, 0.27233217, -0.22985412, -0.0097496859),
        Sums(3.5899516, 0.093437087, -3.5899516, -3.5899516),
      ]
    ) { network.loss($0, pictures) }
  }

  @Test func `a dense autoencoder with cross-entropy`() {
    var set = ParameterSet()
    let encode = set.add("encode", wave(7, 1, 12, shift: 0.1, scale: 0.5))
    let encodeBias = set.add("encode.bias", wave(1, 1, 7, shift: 0.6, scale: 0.2))
    let decode = set.add("decode", wave(12, 1, 7, shift: 1.7, scale: 0.6))
    let decodeBias = set.add("decode.bias", wave(1, 1, 12, shift: 2.2, scale: 0.2))
    let x = wave(5, 1, 12, shift: 0.9, scale: 0.5).scaled(by: 1, plus: 0.5)
    Self.check(
      set, loss: 8.19706669,
      gradients: [
        Sums(3.6737383, -0.099212047, 0.083317332, 0.020477284),
        Sums(0.60981911, 0.074215316, 0.12751902, 0.077776428),
        Sums(8.0181368, -0.013725351, -0.10635089, 0.088415747),
        Sums(0.70368166, 0.062262328, -0.0016869524, 0.039602952),
      ]
    ) { tape in
      tape.constant(x, samples: 5).product(encode, bias: encodeBias).tanh
        .product(decode, bias: decodeBias).crossEntropy(x).meanOfSamples
    }
  }

  @Test func `the photo codec's block, and what its numbers cost under both priors`() {
    let network = PhotoBlockNetwork()
    Self.check(
      network.set, loss: 14705.959,
      gradients: [
        Sums(6996.7024, 9397.8308, 7.0866972, 4.3782108),
        Sums(3044.815, 5281.8303, 0.69413072, 0.25031669),
        Sums(519.69224, 37.882626, -30.149111, -37.200137),
        Sums(2594.2131, 1093.9628, -178.30005, -120.7492),
        Sums(46166.677, 7962.2314, 43.264387, 36.348244),
        Sums(1613.1418, 1.3441002, 43.589102, 72.234215),
        Sums(153841.75, 7963.5755, -508.29662, -984.97784),
        Sums(6167.5386, 383.18867, -158.7687, -249.28814),
        Sums(103437.53, 8346.7642, -24.202522, 17.286519),
        Sums(1922.9284, 41.734608, 127.05855, 1.5545637),
        Sums(139309.06, -127.76844, 46.983118, -126.57342),
        Sums(1767.1609, 30.676512, 31.962306, -0.32119288),
        Sums(408713.57, -97.09193, 577.43977, 242.05401),
        Sums(1982.9864, 7.2507405, 125.53379, -7.5836918),
      ],
      network.loss)
  }

  @Test func `gradients of the photo codec's block are the same with every instruction set`() {
    let network = PhotoBlockNetwork()
    let runs = kernelsHere.map { kernels in
      Kernels.$forced.withValue(kernels) {
        let tape = Tape(network.set)
        return tape.backward(from: network.loss(tape)).map(\.values)
      }
    }
    #expect(runs.allSatisfy { $0 == runs[0] })
  }
}

/// x += out(depthwise(act(in(x)))), then x += narrow(act(widen(x))).
struct PhotoBlock: Sendable {
  let enter, enterBias, filter, filterBias, leave, leaveBias: Parameter
  let widen, widenBias, narrow, narrowBias: Parameter

  init(_ n: Int, in set: inout ParameterSet) {
    enter = set.add("in", wave(n, 1, n, shift: 0.2, scale: 0.3))
    enterBias = set.add("in.bias", wave(1, 1, n, shift: 0.7, scale: 0.1))
    filter = set.add("depthwise", wave(3, 3, n, shift: 1.9, scale: 0.3))
    filterBias = set.add("depthwise.bias", wave(1, 1, n, shift: 2.3, scale: 0.1))
    leave = set.add("out", wave(n, 1, n, shift: 3.1, scale: 0.3))
    leaveBias = set.add("out.bias", wave(1, 1, n, shift: 0.8, scale: 0.1))
    widen = set.add("widen", wave(2 * n, 1, n, shift: 4.4, scale: 0.3))
    widenBias = set.add("widen.bias", wave(1, 1, 2 * n, shift: 0.15, scale: 0.1))
    narrow = set.add("narrow", wave(n, 1, 2 * n, shift: 5.2, scale: 0.2))
    narrowBias = set.add("narrow.bias", wave(1, 1, n, shift: 6.1, scale: 0.1))
  }

  func callAsFunction(_ x: Variable) -> Variable {
    let y = x.product(enter, bias: enterBias, activate: true)
      .depthwise(filter, bias: filterBias)
      .product(leave, bias: leaveBias, adding: x)
    return y.product(widen, bias: widenBias, activate: true)
      .product(narrow, bias: narrowBias, adding: y)
  }
}

/// A block, and the rate of what comes out of it.
struct PhotoBlockNetwork: Sendable {
  var set = ParameterSet()
  let x, scale, mean, spread: Parameter
  let block: PhotoBlock

  init() {
    let n = 32
    x = set.add("x", wave(2 * 6, 5, n, shift: 0.4, scale: 3))
    scale = set.add("log scale", wave(2 * 6, 5, n, shift: 6.6, scale: 4))
    mean = set.add("logistic mean", wave(1, 1, n, shift: 1.3, scale: 0.5))
    spread = set.add("logistic scale", wave(1, 1, n, shift: 2.9, scale: 1))
    block = PhotoBlock(n, in: &set)
  }

  func loss(_ tape: Tape) -> Variable {
    let x = tape.variable(x).grouped(samples: 2)
    let out = block(x)
    let scales = tape.variable(spread).softplus.scaled(by: 1, plus: 0.02)
    let laplace = x.laplaceBits(
      mean: out, logScale: tape.variable(scale).grouped(samples: 2))
    return (laplace + out.logisticBits(mean: tape.variable(mean), scale: scales)).meanOfSamples
  }
}
