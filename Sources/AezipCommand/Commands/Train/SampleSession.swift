import Aezip
import Autodiff
import Files
import Networks
import Training

/// Trains an autoencoder on samples of one shape, on the terminal.
struct SampleSession {
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
    return try await finish(
      SampleRun(network, plan: plan, data: input.data, threads: threads), card)
  }

  /// Resumes the run of a checkpoint.
  func resume(_ checkpoint: Checkpoint<SampleTask>) async throws -> TrainSummary {
    guard checkpoint.card.data == input.card, let plan = checkpoint.card.plan else {
      throw TrainError.otherData(checkpoint: files.checkpoint.bytes)
    }
    let run = SampleRun(
      checkpoint.model, plan: plan, data: input.data, threads: threads, from: checkpoint.state)
    return try await finish(run, checkpoint.card)
  }

  private func components(_ settings: AutoencoderSettings) async throws -> TrainSummary {
    let start = ContinuousClock.now
    let (network, parameters) = try Autoencoder.principalComponents(
      of: input.data, latents: settings.latents)
    var card = ModelCard(
      program: Program.version, settings: settings, plan: nil, data: input.card)
    card.figures = await .measure(network, parameters, on: input.data, threads: threads)
    let file = ModelFile(
      card: card, network: network, parameters: parameters,
      scales: .measure(network, parameters, on: input.data))
    try files.write(file, [])
    return TrainSummary(file, files, input, seconds: start.duration(to: .now) / .seconds(1))
  }

  private func finish(_ run: SampleRun, _ card: ModelCard) async throws -> TrainSummary {
    try await StepLoop(files: files, quiet: quiet).finish(run, card, text: \.progressText) {
      run, seconds in
      var card = card
      card.steps = run.step
      let network = run.task.network
      let parameters = run.task.parameters
      let yardstick = try yardstick(latents: network.settings.latents)
      let figures = await Figures.measure(
        network, parameters, on: input.data, beside: yardstick, threads: threads)
      guard figures.isFinite else {
        throw TrainingError.lossNotFinite(step: run.step, operation: nil, layer: nil)
      }
      card.figures = figures
      let file = ModelFile(
        card: card, network: network, parameters: parameters,
        scales: .measure(network, parameters, on: input.data),
        mixture: .fit(to: network, parameters, on: input.data, seed: card.plan?.seed ?? 0))
      try files.write(file, run.curve)
      try files.removeCheckpoint()
      return TrainSummary(file, files, input, seconds: seconds())
    }
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

extension SampleRun {
  /// As in "training: step 1200 of 9380, loss 5.31, squared error 5.44, 41200 samples/s, 1:12
  /// left".
  fileprivate var progressText: String {
    let (progress, last) = (progress, curve.last)
    let speed = progress.stepsPerSecond.map { $0 * Double(task.samplesPerStep) }
    return progress.text([
      (progress.loss ?? last?.loss).map { "loss \($0.digits)" },
      last.map { "squared error \($0.squaredError.digits)" },
      speed.map { "\($0.fixed(0)) samples/s" },
    ])
  }
}
