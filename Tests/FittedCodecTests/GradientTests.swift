import FittedCodec
import Testing

@Suite struct GradientTests {
  static let lambda: Float = 2e-3

  /// A fitter with random latents, and its loss over all pixels.
  static func fitter(_ shape: FittedShape, _ kernels: FittedKernels, seed: UInt64) -> Fitter {
    let picture = drawnPicture(37, 22)
    let fitter = Fitter(
      shape, width: 37, height: 22, samples: picture.samples,
      kernels: kernels)
    fitter.every = [1, 1]
    var random = FittedRandom(seed: seed)
    for plane in fitter.values {
      for row in 0..<plane.rows {
        for column in 0..<plane.columns { plane[0, row, column] = random.normal() * 1.5 }
      }
    }
    return fitter
  }

  static func loss(_ fitter: Fitter, _ weights: [Float]) -> Double {
    var unused: [Float] = []
    fitter.roundSoftly(temperature: 0.5, noise: 0, seed: 1)
    let loss = fitter.loss(weights, lambda: lambda, step: 0, gradient: &unused, back: false)
    return loss.total(lambda: lambda) * Double(fitter.pixels)
  }

  static func gradients(_ fitter: Fitter, _ weights: [Float]) -> [Float] {
    var gradient = [Float](repeating: 0, count: weights.count)
    fitter.roundSoftly(temperature: 0.5, noise: 0, seed: 1)
    _ = fitter.loss(weights, lambda: lambda, step: 0, gradient: &gradient, back: true)
    return gradient
  }

  @Test(arguments: kernelsHere.map(\.name), [FittedShape.light, .usual])
  func `gradients of weights are those of differences`(name: String, shape: FittedShape) throws {
    let fitter = Self.fitter(shape, try #require(FittedKernels(named: name)), seed: 4)
    let layout = WeightLayout(shape)
    let weights = randomWeights(layout, seed: 9)
    let gradient = Self.gradients(fitter, weights)
    var random = FittedRandom(seed: 8)
    for segment in layout.segments {
      var (off, size) = (0.0, 1e-4)
      for _ in 0..<6 {
        let index = segment.offset + Int(random.next() % UInt64(segment.count))
        var (less, more) = (weights, weights)
        less[index] -= 2e-3
        more[index] += 2e-3
        let slope = (Self.loss(fitter, more) - Self.loss(fitter, less)) / 4e-3
        let found = Double(gradient[index] * fitter.pixels)
        off += (slope - found) * (slope - found)
        size += slope * slope
      }
      #expect((off / size).squareRoot() < 0.1, "\(segment.name) \(off) \(size)")
    }
  }

  @Test(arguments: kernelsHere.map(\.name))
  func `gradients of latents are those of differences`(name: String) throws {
    let fitter = Self.fitter(.light, try #require(FittedKernels(named: name)), seed: 6)
    let weights = randomWeights(WeightLayout(.light), seed: 9)
    var random = FittedRandom(seed: 8)
    for (grid, plane) in fitter.values.enumerated() {
      var (off, size) = (0.0, 1e-4)
      for _ in 0..<8 {
        let row = Int(random.next() % UInt64(plane.rows))
        let column = Int(random.next() % UInt64(plane.columns))
        _ = Self.gradients(fitter, weights)
        let found = Double(fitter.gradient(grid: grid, row: row, column: column))
        let value = plane[0, row, column]
        plane[0, row, column] = value + 4e-3
        let more = Self.loss(fitter, weights)
        plane[0, row, column] = value - 4e-3
        let less = Self.loss(fitter, weights)
        plane[0, row, column] = value
        let slope = (more - less) / 8e-3
        off += (slope - found) * (slope - found)
        size += slope * slope
      }
      #expect((off / size).squareRoot() < 0.06, "grid \(grid) \(off) \(size)")
    }
  }
}
