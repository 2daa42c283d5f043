import Aezip
import Files
import PictureCodec
import Training

/// Trains a photo codec on the terminal.
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
        PhotoObjective(trainable, denoising: noise)
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

  /// Resumes the run of a checkpoint.
  func resume(_ checkpoint: Checkpoint<PhotoTask>) async throws -> PhotoSummary {
    guard checkpoint.card.data == input.card else {
      throw TrainError.otherData(checkpoint: files.checkpoint.bytes)
    }
    let run = try PhotoRun(
      checkpoint.model, plan: checkpoint.card.plan, data: input.data, threads: threads,
      from: checkpoint.state)
    return try await finish(run, checkpoint.card)
  }

  private func finish(_ run: PhotoRun, _ card: PhotoCard) async throws -> PhotoSummary {
    try await StepLoop(files: files, quiet: quiet).finish(run, card, text: \.progressText) {
      run, seconds in
      let file = try await run.file(card)
      let title = "photo · \(files.model)"
      try files.write(model: file.bytes, csv: run.curve.csv, chart: run.curve.svg(title: title))
      try files.removeCheckpoint()
      return PhotoSummary(card: file.card, files: files, seconds: seconds())
    }
  }
}

extension PhotoRun {
  /// As in "training: step 120 of 300, loss 2.41 (1.52 bpp, MSE 21.0), judged 2.23 at 33.9 dB,
  /// 2.1 MP/s, 1:12 left".
  fileprivate var progressText: String {
    let (progress, evaluation) = (progress, curve.last?.evaluation)
    let report = progress.report.map {
      " (\($0.bitsPerPixel.fixed(3)) bpp, MSE \($0.squaredError.threeDigits))"
    }
    let speed = progress.stepsPerSecond.map { $0 * Double(task.pixelsPerStep) / 1e6 }
    return progress.text([
      (progress.loss ?? curve.last?.loss).map { "loss \($0.fixed(4))" + (report ?? "") },
      evaluation.map { "judged \($0.loss.fixed(4)) at \($0.psnr.fixed(2)) dB" },
      speed.map { "\($0.fixed(2)) MP/s" },
    ])
  }
}
