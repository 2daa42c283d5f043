import CPlatform
import Tensors
import Testing

@Suite struct FunctionTests {
  static let numbers = (-2000...2000).map { Float($0) * 0.013 } + [-90, -70, 70, 87, 0]

  static func map(_ function: UnaryFunction, _ numbers: [Float]) -> [Float] {
    Tensor(rows: 1, columns: 1, channels: numbers.count, values: numbers).mapped(function).values
  }

  static func definition(_ function: UnaryFunction, _ x: Double) -> Double? {
    switch function {
    case .exponential: exp(x)
    case .tanh: tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    case .rounding: x.rounded(.toNearestOrEven)
    case .relu: max(x, 0)
    case .magnitude: abs(x)
    default: nil
    }
  }

  @Test(arguments: [
    UnaryFunction.exponential, .tanh, .sigmoid, .softplus, .rounding, .relu, .magnitude,
  ])
  func `functions are right to some units in the last place, the same everywhere`(
    function: UnaryFunction
  ) throws {
    let found = Self.map(function, Self.numbers)
    for (x, y) in zip(Self.numbers, found) {
      let right = try #require(Self.definition(function, Double(x)))
      let close = abs(Double(y) - right) <= 4e-7 * abs(right) + 1e-37
      #expect(close, "\(function)(\(x)) = \(y), not \(right)")
    }
    for kernels in kernelsHere {
      let here = Kernels.$forced.withValue(kernels) { Self.map(function, Self.numbers) }
      #expect(here == found, "\(kernels.name)")
    }
  }

  @Test func `the logarithm is right, and says what it cannot do`() {
    let numbers: [Float] = (1...3000).map { Float($0) * 0.01 } + [1e-30, 1e30, 1.0000001]
    for (x, y) in zip(numbers, Self.map(.logarithm, numbers)) {
      #expect(abs(Double(y) - log(Double(x))) <= 2e-7 * max(abs(log(Double(x))), 0.5))
    }
    let edges = Self.map(.logarithm, [0, -1, .nan, .infinity])
    #expect(edges[0] == -.infinity && edges[1].isNaN && edges[2].isNaN && edges[3] == .infinity)
  }

  @Test func `a NaN that comes in goes out, and a tensor knows it`() {
    let all: [UnaryFunction] = [
      .relu, .sigmoid, .tanh, .exponential, .logarithm, .softplus, .rounding, .magnitude, .sign,
    ]
    for function in all { #expect(Self.map(function, [.nan])[0].isNaN, "\(function)") }
    for bad in [Float.nan, .infinity, -.infinity] {
      #expect(!Tensor(rows: 1, columns: 1, channels: 3, values: [1, bad, 2]).isFinite)
    }
    #expect(Tensor(rows: 1, columns: 1, channels: 2, values: [1, -3e38]).isFinite)
  }

  @Test func `uniform and normal numbers have the moments they should, the same everywhere`() {
    let count = 100_000
    func draw() -> (Tensor, Tensor) {
      (
        .uniform(rows: 1, columns: 1, channels: count, key: 7),
        .normal(rows: 1, columns: 1, channels: count, key: 8)
      )
    }
    let (uniform, normal) = draw()
    #expect(uniform.values.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(abs(uniform.sums(samples: 1)[0] / Double(count) - 0.5) < 0.004)
    #expect(abs(normal.sums(samples: 1)[0] / Double(count)) < 0.015)
    #expect(abs(normal.dots(normal, samples: 1)[0] / Double(count) - 1) < 0.02)
    let beyond = normal.values.count { abs($0) > 1.959964 }
    #expect(abs(Double(beyond) / Double(count) - 0.05) < 0.003)
    for kernels in kernelsHere {
      let (u, n) = Kernels.$forced.withValue(kernels) { draw() }
      #expect(u.values == uniform.values && n.values == normal.values, "\(kernels.name)")
    }
  }

  @Test func `what a number costs is the area of its bin, and slopes are those of the cost`() {
    let count = 400
    let x = (0..<count).map { Float($0 % 40) * 0.37 - 7 }
    let s = (0..<count).map { Float($0 / 40) * 0.8 - 2.4 }
    let costs = BinCosts.laplace(
      Tensor(rows: 1, columns: 1, channels: count, values: x),
      mean: .zeros(rows: 1, columns: 1, channels: count),
      logScale: Tensor(rows: 1, columns: 1, channels: count, values: s))
    func bits(_ d: Double, _ s: Double) -> Double {
      func cumulative(_ t: Double) -> Double { t < 0 ? exp(t) / 2 : 1 - exp(-t) / 2 }
      let (a, scale) = (-abs(d), exp(s))
      return -log2(max(cumulative((a + 0.5) / scale) - cumulative((a - 0.5) / scale), 1e-300))
    }
    let (found, slope, scaleSlope) = (
      costs.bits.values, costs.slope.values, costs.scaleSlope.values
    )
    for i in 0..<count {
      let (d, s, h) = (Double(x[i]), Double(s[i]), 1e-5)
      guard bits(d, s) < 29 else {
        #expect(found[i] < 30 && slope[i] * Float(d) >= 0)
        continue
      }
      #expect(abs(Double(found[i]) - bits(d, s)) < 2e-5 * max(1, bits(d, s)))
      let across = (bits(d + h, s) - bits(d - h, s)) / (2 * h)
      let along = (bits(d, s + h) - bits(d, s - h)) / (2 * h)
      #expect(abs(Double(slope[i]) - across) < 1e-3 * max(1, abs(across)))
      #expect(abs(Double(scaleSlope[i]) - along) < 1e-3 * max(1, abs(along)))
    }
    for kernels in kernelsHere {
      Kernels.$forced.withValue(kernels) {
        let (y, mean) = (costs.bits, Tensor.zeros(rows: 1, columns: 1, channels: count))
        let first = BinCosts.laplace(y, mean: mean, logScale: costs.slope)
        let generic = Kernels.$forced.withValue(kernelsHere[0]) {
          BinCosts.laplace(y, mean: mean, logScale: costs.slope)
        }
        #expect(first.bits.values == generic.bits.values)
        #expect(first.scaleSlope.values == generic.scaleSlope.values)
      }
    }
  }

  /// The mean of a Laplace density within ±½ of zero, by summing.
  static func middle(mean: Double, scale: Double) -> Double {
    var (mass, moment) = (0.0, 0.0)
    for index in 0..<20_000 {
      let t = (Double(index) + 0.5) / 20_000 - 0.5
      // Divided by the density nearest to the mean, as that may be tiny.
      let nearest = max(abs(mean) - 0.5, 0)
      let density = exp((nearest - abs(t - mean)) / scale)
      mass += density
      moment += density * t
    }
    return moment / mass
  }

  @Test func `codes are reconstructed at the mean of their bin, the same everywhere`() {
    let means = (-24...24).map { Float($0) * 0.0625 + 0.01 }
    for logScale: Float in [-3.2, -1.5, 0, 1, 2] {
      let mean = Tensor(rows: 1, columns: 1, channels: means.count, values: means)
      let codes = mean.scaled(by: 0, plus: 3)
      func offsets() -> [Float] {
        codes.reconstructionOffsets(
          mean: mean.scaled(by: 1, plus: 3), logScale: mean.scaled(by: 0, plus: logScale)
        ).values
      }
      let found = offsets()
      for (offset, mean) in zip(found, means) {
        let right = Self.middle(mean: Double(mean), scale: exp(Double(logScale)))
        #expect(abs(Double(offset) - right) < 1e-4, "\(mean), \(logScale)")
      }
      for kernels in kernelsHere {
        #expect(Kernels.$forced.withValue(kernels, operation: offsets) == found)
      }
    }
    let wide = Tensor(rows: 1, columns: 1, channels: 1, values: [2.2])
    #expect(wide.reconstructionOffsets(mean: wide, logScale: wide).values == [0])
  }

  @Test func `numbers move a share of the way`() {
    let (a, b) = (
      Tensor(rows: 1, columns: 1, channels: 3, values: [1, 2, 3]),
      Tensor(rows: 1, columns: 1, channels: 3, values: [3, 2, -1])
    )
    #expect(a.moved(towards: b, by: 0.25).values == [1.5, 2, 2])
  }
}
