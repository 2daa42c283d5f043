import Networks
import Tensors
import Testing
import Training

@Suite struct ModelFileTests {
  static func card(_ run: SampleRun) -> ModelCard {
    ModelCard(
      program: "1.2.3", settings: run.network.settings, plan: run.plan,
      data: .init(digest: "00", trained: 224, heldOut: 32, type: .f32, scale: .identity),
      steps: run.step)
  }

  @Test(arguments: AutoencoderKind.allCases)
  func `a model is what its file gives back`(kind: AutoencoderKind) async throws {
    let settings = AutoencoderSettings(kind, shape: KindTests.blobs.shape, latents: 3)
    let network = try Autoencoder(settings, seed: 9)
    let run = TrainingRun(network, plan: TrainingPlan(kind), data: KindTests.data)
    var card = Self.card(run)
    card.figures = await Figures.measure(network, network.parameters, on: KindTests.data)
    let file = ModelFile(
      card: card, network: network, parameters: network.parameters,
      scales: .measure(network, network.parameters, on: KindTests.data))
    let bytes = try file.write()
    let read = try ModelFile(bytes)
    #expect(read.card == card)
    #expect(try read.write() == bytes)
    let objects = Array(0..<4)[...]
    let before = await Evaluation(network, network.parameters).squaredError(
      KindTests.blobs, objects)
    let after = await Evaluation(read.network, read.parameters).squaredError(
      KindTests.blobs, objects)
    #expect(before == after)
  }

  @Test(arguments: TrainingPlan.Method.allCases)
  func `a run goes on from a file as if it had never stopped`(
    method: TrainingPlan.Method
  ) async throws {
    func begin() throws -> SampleRun {
      let run = try TrainingRunTests.begin()
      var plan = run.plan
      plan.optimiser = method
      if method == .sgd { plan.rate = 1e-4 }
      return TrainingRun(run.network, plan: plan, data: run.data)
    }
    var whole = try begin()
    while !whole.isFinished { try await whole.advance() }
    var first = try begin()
    for _ in 0..<11 { try await first.advance() }
    let bytes = try Checkpoint(Self.card(first), of: first).write()
    let read = try Checkpoint<SampleTask>(bytes)
    let plan = try #require(read.card.plan)
    var second = TrainingRun(read.model, plan: plan, data: KindTests.data, from: read.state)
    while !second.isFinished { try await second.advance() }
    #expect(TrainingRunTests.bits(second) == TrainingRunTests.bits(whole))
    #expect(second.curve == whole.curve)
  }

  @Test func `files that are none are refused`() throws {
    let run = try TrainingRunTests.begin()
    let scales = LatentScales.measure(run.network, run.parameters, on: run.data)
    let model = ModelFile(
      card: Self.card(run), network: run.network, parameters: run.parameters, scales: scales)
    let bytes = try model.write()
    #expect(throws: ModelError.unknownFormat("aezip-objects")) {
      try Checkpoint<SampleTask>(bytes)
    }
    #expect(throws: ModelError.self) { try ModelFile(Array(bytes.dropLast())) }
    // Any byte of the header changed gives an error or a model, never a trap.
    for place in stride(from: 8, to: 1200, by: 7) {
      var changed = bytes
      changed[place] = changed[place] == 0x39 ? 0x38 : 0x39
      _ = try? ModelFile(changed)
    }
    // Sizes that the file cannot fill take no memory.
    var settings = run.network.settings
    settings.hidden = [65536, 65536]
    let card = ModelCard(
      program: "", settings: settings, plan: nil, data: Self.card(run).data)
    let hostile = ModelFile(
      card: card, network: run.network, parameters: run.parameters, scales: scales)
    let file = try hostile.write()
    #expect(throws: ModelError.self) { try ModelFile(file) }
  }
}
