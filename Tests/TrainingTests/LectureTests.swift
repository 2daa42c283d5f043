import Tensors
import Testing
import Training

/// The lectures' small examples, as autoencoders.
@Suite struct LectureTests {
  private func trained(
    _ settings: AutoencoderSettings, on points: TensorSamples, steps: Int, rate: Float,
    seed: UInt64
  ) async throws -> LossTable {
    var plan = TrainingPlan(settings.kind, length: .steps(steps), seed: seed)
    (plan.rate, plan.finalShare) = (rate, 0.001)
    var run = TrainingRun(
      try Autoencoder(settings, seed: seed), plan: plan,
      data: TrainingData(points, trained: Array(0..<points.count), heldOut: []))
    while !run.isFinished { try await run.advance() }
    return LossTable(run.network, run.parameters, of: points)
  }

  @Test func `the points of a line go through one linear neuron`() async throws {
    let points = TensorSamples([1, 4, 2, 6, 3, 8, 4, 10], shape: .vector(2))
    let table = try await trained(
      .linear(shape: .vector(2), latents: 1), on: points, steps: 3000, rate: 0.02, seed: 1)
    #expect(table.total < 1e-6, "\(table.total)")
  }

  @Test func `the points of a parabola go through one neuron between bends`() async throws {
    let points = TensorSamples([0, 0, 1, 1, 2, 4, 3, 9], shape: .vector(2))
    var settings = AutoencoderSettings(.deep, shape: .vector(2), latents: 1)
    (settings.activation, settings.output) = (.tanh, .identity)
    let table = try await trained(settings, on: points, steps: 3000, rate: 0.01, seed: 1)
    #expect(table.total < 1e-3, "\(table.total)")
    // Σ (F(x) − x)², by hand.
    var sum = 0.0
    for row in table.rows {
      let squares = zip(row.sample, row.reconstruction).map { ($1 - $0) * ($1 - $0) }
      #expect(row.squaredError == squares.reduce(0, +))
      sum += row.squaredError
    }
    #expect(table.rows.map(\.sample) == [[0, 0], [1, 1], [2, 4], [3, 9]])
    #expect(table.total == sum)
  }
}
