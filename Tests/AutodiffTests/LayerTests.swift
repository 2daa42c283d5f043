import Autodiff
import Tensors
import TestSupport
import Testing
import Training

@Suite struct LayerTests {
  /// 16×16 pictures of one channel → 4×4×8 codes → pictures.
  struct Autoencoder: Sendable {
    let parameters: ParameterSet
    let first, second: ConvolutionLayer
    let block: ResidualBlockLayer
    let third, fourth: TransposedConvolutionLayer

    init(seed: UInt64) {
      var builder = NetworkBuilder(seed: seed)
      first = ConvolutionLayer("first", inputs: 1, outputs: 16, stride: 2, in: &builder)
      block = ResidualBlockLayer("block", channels: 16, in: &builder)
      second = ConvolutionLayer("second", inputs: 16, outputs: 8, stride: 2, in: &builder)
      third = TransposedConvolutionLayer("third", inputs: 8, outputs: 16, in: &builder)
      fourth = TransposedConvolutionLayer("fourth", inputs: 16, outputs: 1, in: &builder)
      parameters = builder.parameters
    }

    func loss(_ tape: Tape, _ part: Pictures) -> Variable {
      let x = tape.constant(part.pixels, samples: part.samples)
      let code = second(block(first(x).leaky))
      return fourth(third(code).leaky).squaredError(part.pixels).meanOfSamples
    }
  }

  /// Stripes of several directions.
  static let batch = (0..<4).map { shard in
    let pixels = (0..<4 * 16 * 16).map { i in
      let (sample, y, x) = (shard * 4 + i / 256, i / 16 % 16, i % 16)
      return waveValue(0.5 * Float(x * (sample % 3) + y * (sample % 4 - 1)) + Float(sample))
    }
    return Pictures(
      pixels: Tensor(rows: 64, columns: 16, channels: 1, values: pixels), samples: 4)
  }

  @Test func `a convolutional autoencoder learns stripes`() async throws {
    let network = Autoencoder(seed: 1)
    var trainer = Trainer(network.parameters, optimiser: Adam(), clipping: 100, threads: 2)
    let schedule = Schedule(peak: 0.01, final: 1e-4, warmUp: 10, steps: 150)
    var losses: [Double] = []
    for step in 0..<schedule.steps {
      losses.append(
        try await trainer.step(Self.batch, rate: schedule.rate(at: step), loss: network.loss))
    }
    #expect(losses[149] < 0.15 * losses[0], "\(losses[0]) → \(losses[149])")
  }

  @Test func `a run goes on from its state as if it had never stopped`() async throws {
    let network = Autoencoder(seed: 2)
    var whole = Trainer(network.parameters, optimiser: Adam())
    for _ in 0..<4 { _ = try await whole.step(Self.batch, rate: 0.01, loss: network.loss) }
    var first = Trainer(network.parameters, optimiser: Adam())
    for _ in 0..<2 { _ = try await first.step(Self.batch, rate: 0.01, loss: network.loss) }
    var adam = Adam()
    adam.state = first.optimiser.state
    var second = Trainer(first.parameters, optimiser: adam, steps: first.steps)
    for _ in 0..<2 { _ = try await second.step(Self.batch, rate: 0.01, loss: network.loss) }
    for parameter in network.parameters.all {
      #expect(whole.parameters.value(parameter).values == second.parameters.value(parameter).values)
    }
  }

  @Test func `parameters begin with the size their layer asks for`() {
    var builder = NetworkBuilder(seed: 3)
    let dense = DenseLayer("dense", inputs: 400, outputs: 100, gain: 2, in: &builder)
    let weights = builder.parameters.value(dense.weight)
    let deviation = (weights.dots(weights, samples: 1)[0] / 40_000).squareRoot()
    #expect(abs(deviation - 0.1) < 0.002)
    #expect(builder.parameters.value(dense.bias).values.allSatisfy { $0 == 0 })
    #expect(builder.parameters.named("dense.bias") == dense.bias)
  }
}
