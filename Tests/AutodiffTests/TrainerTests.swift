import Autodiff
import Tensors
import TestSupport
import Testing
import Training

/// Inputs and what should come of them, one row a sample.
struct Pairs: Shard {
  let inputs: Tensor
  let targets: Tensor
  var samples: Int { inputs.rows }
}

@Suite struct TrainerTests {
  static func column(_ numbers: [Float], channels: Int = 1) -> Tensor {
    Tensor(rows: numbers.count / channels, columns: 1, channels: channels, values: numbers)
  }

  @Test func `the line (1,4)(2,6)(3,8)(4,10) goes through one linear neuron`() async throws {
    var set = ParameterSet()
    let weight = set.add("weight", Self.column([0]))
    let bias = set.add("bias", Self.column([0]))
    let points = Pairs(inputs: Self.column([1, 2, 3, 4]), targets: Self.column([4, 6, 8, 10]))
    var trainer = Trainer(set, optimiser: GradientDescent(momentum: 0.9))
    var loss = Double.infinity
    for _ in 0..<400 {
      loss = try await trainer.step([points], rate: 0.02) { tape, part in
        tape.constant(part.inputs, samples: part.samples).product(weight, bias: bias)
          .squaredError(part.targets).meanOfSamples
      }
    }
    #expect(loss < 1e-6)
    #expect(abs(trainer.parameters.value(weight).values[0] - 2) < 1e-3)
    #expect(abs(trainer.parameters.value(bias).values[0] - 2) < 1e-3)
  }

  /// Two dense layers that learn exclusive or.
  struct ExclusiveOr: Sendable {
    var set = ParameterSet()
    let first, firstBias, second, secondBias: Parameter

    init() {
      var random = SplitMix64(seed: 3)
      first = set.add("first.weight", random.tensor(8, 1, 2))
      firstBias = set.add("first.bias", random.tensor(1, 1, 8))
      second = set.add("second.weight", random.tensor(1, 1, 8))
      secondBias = set.add("second.bias", random.tensor(1, 1, 1))
    }

    func loss(_ tape: Tape, _ part: Pairs) -> Variable {
      tape.constant(part.inputs, samples: part.samples)
        .product(first, bias: firstBias).tanh
        .product(second, bias: secondBias)
        .crossEntropy(part.targets).meanOfSamples
    }
  }

  @Test func `Adam learns exclusive or`() async throws {
    let network = ExclusiveOr()
    let table = Pairs(
      inputs: Self.column([0, 0, 0, 1, 1, 0, 1, 1], channels: 2),
      targets: Self.column([0, 1, 1, 0]))
    var trainer = Trainer(network.set, optimiser: Adam(), clipping: 1)
    let schedule = Schedule(peak: 0.05, warmUp: 10, steps: 300)
    var losses: [Double] = []
    for step in 0..<300 {
      losses.append(
        try await trainer.step([table], rate: schedule.rate(at: step), loss: network.loss))
    }
    #expect(losses[0] > 0.6 && losses[299] < 0.05)
  }

  @Test func `a run repeats to the bit on any number of threads, with noise too`() async throws {
    let network = ConvolutionalNetwork()
    var random = SplitMix64(seed: 9)
    let shards = (0..<7).map { _ in Pictures(pixels: random.tensor(2 * 8, 8, 1), samples: 2) }
    var runs: [[[Float]]] = []
    for threads in [1, 2, 4] {
      var trainer = Trainer(network.set, optimiser: Adam(), seed: 5, threads: threads)
      for _ in 0..<3 {
        _ = try await trainer.step(shards, rate: 0.01) { tape, part in
          network.loss(tape, part, noise: 0.3)
        }
      }
      runs.append(trainer.parameters.all.map { trainer.parameters.value($0).values })
    }
    #expect(runs[0] == runs[1] && runs[0] == runs[2])
    var other = Trainer(network.set, optimiser: Adam(), seed: 6)
    _ = try await other.step(shards, rate: 0.01) { network.loss($0, $1, noise: 0.3) }
    #expect(runs[0] != other.parameters.all.map { other.parameters.value($0).values })
  }

  @Test func `a step gives the same bits with every instruction set`() async throws {
    let network = ConvolutionalNetwork()
    var random = SplitMix64(seed: 9)
    let shards = (0..<2).map { _ in Pictures(pixels: random.tensor(2 * 8, 8, 1), samples: 2) }
    var runs: [[[Float]]] = []
    for kernels in kernelsHere {
      var trainer = Trainer(network.set, optimiser: Adam(), seed: 5, threads: 2)
      try await Kernels.$forced.withValue(kernels) {
        for _ in 0..<2 {
          _ = try await trainer.step(shards, rate: 0.01) { tape, part in
            network.loss(tape, part, noise: 0.3)
          }
        }
      }
      runs.append(trainer.parameters.all.map { trainer.parameters.value($0).values })
    }
    #expect(runs.allSatisfy { $0 == runs[0] })
  }

  @Test func `a loss that is no number names the step, the operation and the layer`() async throws {
    let network = ExclusiveOr()
    var set = network.set
    set.set(network.second, to: set.value(network.second).replacing(0, by: .nan))
    var trainer = Trainer(set, optimiser: Adam())
    let part = Pairs(inputs: Self.column([0, 1], channels: 2), targets: Self.column([1]))
    await #expect(
      throws: TrainingError.lossNotFinite(
        step: 0, operation: "product", layer: "second.weight")
    ) {
      try await trainer.step([part], rate: 1, loss: network.loss)
    }
    #expect(trainer.steps == 0)
  }

  @Test func `a tape that is dropped without walking back is freed`() {
    weak var left: Tape?
    do {
      let network = PhotoBlockNetwork()
      let tape = Tape(network.set)
      left = tape
      _ = network.loss(tape) + tape.variable(network.x).sampleSums
      let pictures = Pictures(pixels: wave(16, 8, 1, shift: 0, scale: 1), samples: 2)
      let convolutions = ConvolutionalNetwork()
      _ = convolutions.loss(Tape(convolutions.set), pictures)
    }
    #expect(left == nil)
  }

  @Test func `a gradient that is no number names the parameter`() async throws {
    var set = ParameterSet()
    // A product of 3, whose slope 2 · 3 · 3e38 overflows.
    let weight = set.add("weight", Self.column([1e-38]))
    var trainer = Trainer(set, optimiser: Adam())
    let part = Pairs(inputs: Self.column([3e38]), targets: Self.column([0]))
    await #expect(
      throws: TrainingError.gradientNotFinite(step: 0, parameter: "weight")
    ) {
      try await trainer.step([part], rate: 1) { tape, part in
        tape.constant(part.inputs).product(weight).squaredError(part.targets).meanOfSamples
      }
    }
  }

  @Test func `a schedule warms up in a line and falls along a cosine`() {
    let schedule = Schedule(peak: 2, final: 1, warmUp: 4, steps: 105)
    #expect(schedule.rate(at: 0) == 0.5 && schedule.rate(at: 3) == 2)
    #expect(schedule.rate(at: 4) == 2 && abs(schedule.rate(at: 54) - 1.5) < 1e-6)
    #expect(abs(schedule.rate(at: 29) - 1.8535534) < 1e-6)
    #expect(abs(schedule.rate(at: 104) - 1) < 1e-6 && abs(schedule.rate(at: 1000) - 1) < 1e-6)
  }

  @Test func `clipping keeps the direction and limits the length`() {
    let gradients = [Self.column([3, 0]), Self.column([4])]
    #expect(gradients.norm == 5)
    #expect(gradients.clipped(norm: 10).map(\.values) == [[3, 0], [4]])
    #expect(gradients.clipped(norm: 2.5).map(\.values) == [[1.5, 0], [2]])
  }
}
