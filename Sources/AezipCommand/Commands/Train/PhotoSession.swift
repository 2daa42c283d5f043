import Aezip
import Files
import PictureCodec
import Training

/// A photo run on the terminal: progress, saving, stopping.
struct PhotoSession {
  let input: PhotoInput
  let files: TrainFiles
  let threads: Int
  let quiet: Bool

  /// Trains from the beginning: a model's weights, or principal components of the photographs.
  func train(
    _ plan: PhotoPlan, from model: (weights: PhotoWeights, origin: PhotoCard.Origin)?
  ) async throws -> PhotoSummary {
    let weights = try model?.weights ?? fresh(plan)
    let card = PhotoCard(
      program: Program.version, plan: plan, data: input.card, from: model?.origin)
    let trainable = TrainablePhotoModel(weights)
    let objective =
      if let noise = plan.noise {
        PhotoObjective(trainable, cleaning: noise)
      } else {
        PhotoObjective(trainable, lambdas: weights.lambdas ?? PhotoObjective.referenceLambdas)
      }
    let run = try PhotoRun(objective, plan: plan, data: input.data, threads: threads)
    return try await finish(run, card)
  }

  /// The sizes of the newest built-in model, the linear path at the photographs' components.
  private func fresh(_ plan: PhotoPlan) throws -> PhotoWeights {
    let sizes = try PhotoWeights(file: BuiltInModel.newest.file).configuration
    let components = try input.data.components(crop: plan.crop, seed: plan.seed)
    return PhotoWeights(
      sizes, components: components, lambdas: PhotoObjective.referenceLambdas, seed: plan.seed)
  }

  /// Goes on with a run.
  func goOn(_ checkpoint: PhotoCheckpoint) async throws -> PhotoSummary {
    guard checkpoint.card.data == input.card else {
      throw TrainError.otherData(checkpoint: files.checkpoint.bytes)
    }
    let run = try PhotoRun(
      checkpoint.objective, plan: checkpoint.card.plan, data: input.data, threads: threads,
      state: checkpoint.state)
    return try await finish(run, checkpoint.card)
  }

  private func finish(_ run: PhotoRun, _ card: PhotoCard) async throws -> PhotoSummary {
    // Once all steps are made an interrupt only waits for the little that is left.
    try await StopRequest.during { try await finish(run, card, until: $0) }
  }

  private func finish(
    _ run: PhotoRun, _ card: PhotoCard, until stop: StopRequest
  ) async throws -> PhotoSummary {
    let start = ContinuousClock.now
    let run = try await StepLoop(files: files, quiet: quiet).finish(run, until: stop) {
      try save($0, card)
    }
    let file = try await run.file(card)
    let title = "photo · \(files.model)"
    try files.write(model: file.bytes, csv: run.curve.csv, chart: run.curve.svg(title: title))
    try files.removeCheckpoint()
    return PhotoSummary(
      card: file.card, files: files, seconds: start.duration(to: .now) / .seconds(1))
  }

  private func save(_ run: PhotoRun, _ card: PhotoCard) throws {
    var card = card
    card.steps = run.step
    try files.write(
      checkpoint: PhotoCheckpoint(card: card, objective: run.objective, state: run.state).write())
  }
}

extension PhotoProgress {
  /// As in "training: step 120 of 300, loss 2.41 (1.52 bpp, MSE 21.0), held out 2.23 at 33.9 dB,
  /// 2.1 MP/s, 1:12 left".
  var text: String {
    var parts = ["training: step \(step)" + (steps.map { " of \($0)" } ?? "")]
    if let loss {
      var text = "loss \(loss.fixed(4))"
      if let bitsPerPixel, let squaredError {
        text += " (\(bitsPerPixel.fixed(3)) bpp, MSE \(squaredError.threeDigits))"
      }
      parts.append(text)
    }
    if let judged {
      parts.append("judged \(judged.loss.fixed(4)) at \(judged.psnr.fixed(2)) dB")
    }
    if let pixelsPerSecond { parts.append("\((pixelsPerSecond / 1e6).fixed(2)) MP/s") }
    if let secondsLeft { parts.append("\(duration(seconds: secondsLeft)) left") }
    return parts.joined(separator: ", ")
  }
}
