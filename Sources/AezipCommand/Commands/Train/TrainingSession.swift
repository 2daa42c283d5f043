import Aezip
import Autodiff
import Files
import Networks
import Training

/// A run on the terminal: progress, saving, stopping.
struct TrainingSession {
  let input: TrainingInput
  let files: TrainFiles
  let threads: Int
  let quiet: Bool

  /// Trains from the beginning.
  func train(
    _ settings: AutoencoderSettings, plan: (AutoencoderKind) -> TrainingPlan
  ) async throws -> TrainSummary {
    if settings.kind == .pca { return try await components(settings) }
    let plan = plan(settings.kind)
    var network = try Autoencoder(settings, seed: plan.seed)
    if settings.linearPath { try network.beginAtComponents(of: input.data, seed: plan.seed) }
    let card = ModelCard(
      program: Program.version, settings: settings, plan: plan, data: input.card)
    let run = TrainingRun(network, plan: plan, data: input.data, threads: threads)
    return try await finish(run, card)
  }

  /// Goes on with the run whose checkpoint lies beside the model.
  func goOn() async throws -> TrainSummary {
    let checkpoint: Checkpoint
    do {
      checkpoint = try Checkpoint(readModel(files.checkpoint))
    } catch let error as ModelError {
      throw Failure(file: files.checkpoint, error: error)
    }
    guard checkpoint.card.data == input.card, let plan = checkpoint.card.plan else {
      throw TrainError.otherData(checkpoint: files.checkpoint.bytes)
    }
    let run = TrainingRun(
      checkpoint.network, plan: plan, data: input.data, threads: threads,
      state: checkpoint.state)
    return try await finish(run, checkpoint.card)
  }

  private func components(_ settings: AutoencoderSettings) async throws -> TrainSummary {
    let start = ContinuousClock.now
    let (network, parameters) = try Autoencoder.principalComponents(
      of: input.data, latents: settings.latents)
    var card = ModelCard(
      program: Program.version, settings: settings, plan: nil, data: input.card)
    card.figures = await Figures(of: network, parameters, on: input.data, threads: threads)
    let file = ModelFile(
      card: card, network: network, parameters: parameters,
      scales: LatentScales(of: network, parameters, on: input.data))
    try files.write(file, [])
    return TrainSummary(file, files, input, seconds: start.duration(to: .now) / .seconds(1))
  }

  private func finish(_ run: TrainingRun, _ card: ModelCard) async throws -> TrainSummary {
    // Once all steps are made an interrupt only waits for the little that is left.
    try await StopRequest.during { try await finish(run, card, until: $0) }
  }

  private func finish(
    _ run: TrainingRun, _ card: ModelCard, until stop: StopRequest
  ) async throws -> TrainSummary {
    let start = ContinuousClock.now
    let run = try await StepLoop(files: files, quiet: quiet).finish(run, until: stop) {
      try save($0, card)
    }
    var card = card
    card.steps = run.step
    let yardstick = try yardstick(latents: run.network.settings.latents)
    let figures = await Figures(
      of: run.network, run.parameters, on: input.data, beside: yardstick, threads: threads)
    guard figures.isFinite else {
      throw TrainingError.lossNotFinite(step: run.step, operation: nil, layer: nil)
    }
    card.figures = figures
    let file = ModelFile(
      card: card, network: run.network, parameters: run.parameters,
      scales: LatentScales(of: run.network, run.parameters, on: input.data),
      mixture: LatentMixture(
        of: run.network, run.parameters, on: input.data, seed: card.plan?.seed ?? 0))
    try files.write(file, run.curve)
    try files.removeCheckpoint()
    return TrainSummary(file, files, input, seconds: start.duration(to: .now) / .seconds(1))
  }

  private func save(_ run: TrainingRun, _ card: ModelCard) throws {
    var card = card
    card.steps = run.step
    try files.write(Checkpoint(card: card, network: run.network, state: run.state))
  }

  /// Principal components of the same data, where they are soon computed.
  private func yardstick(
    latents: Int
  ) throws(SettingsError) -> (network: Autoencoder, parameters: ParameterSet)? {
    let numbers = input.data.shape.count
    guard latents <= numbers, numbers <= Autoencoder.yardstickLimit else { return nil }
    return try Autoencoder.principalComponents(of: input.data, latents: latents)
  }
}

extension TrainingProgress {
  /// As in "training: step 1200 of 9380, loss 5.31, held out 5.44, 41200 objects/s, 1:12 left".
  var text: String {
    var parts = ["training: step \(step)" + (steps.map { " of \($0)" } ?? "")]
    if let loss { parts.append("loss \(loss.digits)") }
    if let squaredError { parts.append("squared error \(squaredError.digits)") }
    if let objectsPerSecond { parts.append("\(objectsPerSecond.fixed(0)) objects/s") }
    if let secondsLeft { parts.append("\(duration(seconds: secondsLeft)) left") }
    return parts.joined(separator: ", ")
  }
}
