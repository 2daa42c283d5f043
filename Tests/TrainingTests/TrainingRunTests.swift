import Tensors
import Testing
import Training

@Suite struct TrainingRunTests {
  static func begin(threads: Int = 1, seed: UInt64 = 7) throws -> SampleRun {
    var settings = AutoencoderSettings(.denoising, shape: KindTests.blobs.shape, latents: 4)
    settings.hidden = [24]
    var plan = TrainingPlan(.denoising, length: .steps(30), seed: seed)
    (plan.batch, plan.shard) = (40, 16)
    plan.augmentation = Augmentation(mirrors: true, shift: 1)
    return TrainingRun(
      try Autoencoder(settings, seed: seed), plan: plan, data: KindTests.data, threads: threads)
  }

  static func bits(_ run: SampleRun) -> [[UInt32]] {
    run.parameters.all.map { run.parameters.value($0).values.map(\.bitPattern) }
  }

  @Test func `a run repeats to the bit on any number of threads`() async throws {
    var runs: [SampleRun] = []
    for threads in [1, 3] {
      var run = try Self.begin(threads: threads)
      while !run.isFinished { try await run.advance() }
      runs.append(run)
    }
    #expect(Self.bits(runs[0]) == Self.bits(runs[1]))
    #expect(runs[0].curve == runs[1].curve)
    var other = try Self.begin(seed: 8)
    while !other.isFinished { try await other.advance() }
    #expect(Self.bits(runs[0]) != Self.bits(other))
  }

  @Test func `a run goes on from its state as if it had never stopped`() async throws {
    var whole = try Self.begin()
    while !whole.isFinished { try await whole.advance() }
    var first = try Self.begin()
    // Within an epoch.
    for _ in 0..<13 { try await first.advance() }
    var second = TrainingRun(
      first.network, plan: first.plan, data: first.data, from: first.state)
    #expect(second.step == 13)
    while !second.isFinished { try await second.advance() }
    #expect(Self.bits(second) == Self.bits(whole))
    #expect(second.curve == whole.curve)
  }

  @Test func `an epoch shows every sample once, in another order than the last`() async throws {
    let run = try Self.begin()
    let each = run.plan.stepsPerEpoch(samples: 224)
    #expect(each == 6)
    let plan = TrainingPlan(.deep, length: .epochs(3))
    #expect(plan.steps(samples: 300) == 9)
  }

  @Test func `time becomes a number of steps when the warm-up is over`() async throws {
    var run = try Self.begin()
    var plan = run.plan
    (plan.length, plan.warmUp) = (.time(0.05), 4)
    run = TrainingRun(run.network, plan: plan, data: run.data)
    for _ in 0..<3 { try await run.advance() }
    #expect(run.steps == nil && run.progress.secondsLeft == nil)
    try await run.advance()
    let steps = try #require(run.steps)
    #expect(steps >= 20)
    while !run.isFinished { try await run.advance() }
    // The same as if that number had been asked for.
    plan.length = .steps(steps)
    var again = TrainingRun(run.network, plan: plan, data: run.data)
    while !again.isFinished { try await again.advance() }
    #expect(Self.bits(again) == Self.bits(run))
  }

  @Test func `a rate far too high is named with its step`() async throws {
    var run = try Self.begin()
    var plan = run.plan
    (plan.rate, plan.optimiser, plan.warmUp) = (1e30, .sgd, 0)
    run = TrainingRun(run.network, plan: plan, data: run.data)
    await #expect(throws: TrainingError.self) {
      while !run.isFinished { try await run.advance() }
    }
    #expect(run.step < 30)
  }

  @Test func `the loss curve is a table and a picture`() async throws {
    var run = try Self.begin()
    while !run.isFinished { try await run.advance() }
    let lines = run.curve.csv.split(separator: "\n")
    #expect(lines[0] == "step,epoch,loss,squared_error,rate")
    #expect(lines.count == run.curve.count + 1 && lines[1].hasPrefix("0,0.0,"))
    let svg = run.curve.svg(title: "a < b")
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("a &lt; b"))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect([LossPoint]().svg(title: "").hasSuffix("</svg>\n"))
  }
}
