import Tensors
import TestSupport
import Testing

/// Every set of kernels this machine runs.
let kernelsHere = Kernels.names.compactMap { try? Kernels(named: $0) }

@Suite struct KernelTests {
  @Test(arguments: [(1, 1, 1), (7, 3, 5), (13, 300, 33), (100, 128, 64), (97, 513, 40)])
  func `a pointwise convolution is its definition to the bit with every instruction set`(
    positions: Int, inputs: Int, outputs: Int
  ) {
    var random = SplitMix64(seed: 1)
    let input = random.tensor(1, positions, inputs)
    let weights = random.floats(inputs * outputs)
    let bias = random.floats(outputs)
    let residual = random.tensor(1, positions, outputs)
    let layer = Pointwise(weights: weights, bias: bias)
    let plain = Naive.pointwise(input.values, weights: weights, bias: bias)
    let full = Naive.pointwise(
      input.values, weights: weights, bias: bias, residual: residual.values, activate: true)
    for kernels in kernelsHere {
      Kernels.$forced.withValue(kernels) {
        #expect(layer(input).values == plain, "\(kernels.name)")
        #expect(
          layer(input, adding: residual, activate: true).values == full, "\(kernels.name)")
      }
    }
  }

  @Test(arguments: [0x1p-126, 0x1p-146, 1, 0x1p100] as [Float])
  func `sums that cancel, vanish or grow stay exact without fused hardware`(scale: Float) throws {
    var random = SplitMix64(seed: 2)
    let (positions, inputs, outputs) = (8, 40, 32)
    let large = random.floats(positions * inputs).map { $0 * scale }
    let input = Tensor(rows: 1, columns: positions, channels: inputs, values: large)
    let weights = random.floats(inputs * outputs).map { ($0 * 64).rounded() / 64 + 1e-8 * $0 }
    let bias = random.floats(outputs).map { $0 * scale * 1e-7 }
    let layer = Pointwise(weights: weights, bias: bias)
    let expected = Naive.pointwise(input.values, weights: weights, bias: bias)
    for kernels in kernelsHere {
      Kernels.$forced.withValue(kernels) {
        #expect(layer(input).values.map(\.bitPattern) == expected.map(\.bitPattern))
      }
    }
  }

  @Test(arguments: [
    (1, 1, 3), (2, 5, 3), (9, 4, 3), (1, 1, 5), (2, 3, 5), (8, 7, 5), (3, 21, 3), (4, 30, 5),
    (2, 12, 7),
  ])
  func `a depthwise convolution is its definition to the bit`(rows: Int, columns: Int, size: Int) {
    var random = SplitMix64(seed: 3)
    let channels = 48
    let input = random.tensor(rows, columns, channels)
    let weights = random.floats(channels * size * size)
    let bias = random.floats(channels)
    for bias in [bias, nil] {
      let layer = Depthwise(weights: weights, bias: bias, size: size)
      let expected = Naive.depthwise(input, weights: weights, bias: bias, size: size)
      for kernels in kernelsHere {
        Kernels.$forced.withValue(kernels) {
          #expect(layer(input).values == expected)
          let last = layer(input, rows: rows - 1..<rows)
          #expect(last.values == Array(expected.suffix(columns * channels)))
        }
      }
    }
  }

  @Test func `a shuffled product undone by unshuffling is the plain product`() {
    var random = SplitMix64(seed: 4)
    let input = random.tensor(3, 5, 24)
    let weights = random.floats(24 * 64)
    let bias = random.floats(64)
    let shuffled = ShuffledPointwise(weights: weights, bias: bias, factor: 2)(input)
    #expect(shuffled.rows == 6 && shuffled.columns == 10 && shuffled.channels == 16)
    let plain = Pointwise(weights: weights, bias: bias)(input)
    #expect(shuffled.unshuffled(by: 2).values == plain.values)
    #expect(Naive.unshuffle(shuffled, by: 2) == plain.values)
    let twice = ShuffledPointwise(weights: weights, bias: bias, factor: 2)(
      input, adding: shuffled)
    #expect(twice.values == shuffled.values.map { $0 + $0 })
  }

  @Test(arguments: [(1, 1), (3, 700), (40, 33)])
  func `layers run in pairs give what they give one after the other`(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 6)
    let x = random.tensor(rows, columns, 16)
    let y = random.tensor(rows, columns, 32)
    let widen = Pointwise(weights: random.floats(16 * 40), bias: random.floats(40))
    let narrow = Pointwise(weights: random.floats(40 * 16), bias: random.floats(16))
    let filter = Depthwise(weights: random.floats(32 * 9), bias: random.floats(32), size: 3)
    let leave = Pointwise(weights: random.floats(32 * 16), bias: random.floats(16))
    #expect(
      x.addingBottleneck(widen, narrow).values
        == narrow(widen(x, activate: true), adding: x).values)
    #expect(x.adding(leave, of: filter, y).values == leave(filter(y), adding: x).values)
  }

  @Test func `quantising, prior parameters and bytes agree between instruction sets`() throws {
    var random = SplitMix64(seed: 5)
    let map = Tensor(
      rows: 3, columns: 7, channels: 32,
      values: random.floats(3 * 7 * 32).enumerated().map { $1 * Float($0 % 90) })
    let gain = random.floats(32).map { 2 * $0 + 1.5 }
    func everything() -> ([Int16], [Float], PriorParameters, [UInt8]) {
      let (grid, scaled) = map.quantised(gain: gain)
      var parameters = PriorParameters()
      parameters.append(head: map)
      return (grid.symbols, scaled.values, parameters, map.bytes)
    }
    let generic = Kernels.$forced.withValue(try Kernels(named: "generic")) { everything() }
    for kernels in kernelsHere {
      #expect(Kernels.$forced.withValue(kernels) { everything() } == generic)
    }
    #expect(generic.0 == generic.1.map { Int16($0.rounded(.toNearestOrEven)) })
    #expect(
      generic.3
        == map.values.map { UInt8((min(max($0, 0), 1) * 255).rounded(.toNearestOrEven)) })
  }

  @Test func `remainders are what rounding left, where it was much`() throws {
    var random = SplitMix64(seed: 8)
    // Halves, numbers beyond all symbols, and a NaN.
    let odd: [Float] = [0.5, -0.5, 1.5, 2.375, -7.374, 32767.5, 40000, -1e9, .infinity, .nan]
    let numbers = Tensor(
      rows: 3, columns: 7, channels: 32,
      values: (0..<3 * 7 * 32).map { $0 % 9 == 0 ? odd[$0 % 10] : 8 * random.floats(1)[0] })
    let grid = numbers.rounded()
    let expected: [Int16] = zip(numbers.values, grid.symbols).map { number, symbol in
      let left = (number - Float(symbol)) * 64
      guard left.isFinite, abs(left) < 40 else { return 0 }
      let units = left.rounded(.toNearestOrEven)
      return (24...32).contains(abs(units)) ? Int16(units) : 0
    }
    #expect(Set(expected.map(abs)).count == 10)
    for kernels in kernelsHere {
      let found = Kernels.$forced.withValue(kernels) { grid.remainders(of: numbers).symbols }
      #expect(found == expected)
    }
  }

  @Test func `unknown or absent instruction sets are named`() {
    #expect(throws: KernelsError.unknownName("sse9")) { try Kernels(named: "sse9") }
    let absent = Kernels.names.first { name in !kernelsHere.contains { $0.name == name } }
    if let absent {
      #expect(throws: KernelsError.unavailable(absent)) { try Kernels(named: absent) }
    }
  }
}
