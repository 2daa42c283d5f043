import Autodiff
import Foundation
import PictureCodec
import Testing
import Training

/// Minutes of training on real photographs: what a user may expect of it.
@Suite(
  .serialized,
  .enabled(
    if: PhotoCorpus.folder != nil && ProcessInfo.processInfo.environment["AEZIP_LONG"] == "1",
    "AEZIP_CORPUS is not set, or AEZIP_LONG is not 1"))
struct PhotoCorpusTests {
  static let (crop, samples, shard) = (192, 8, 2)

  let source: PhotoSource
  let training, heldOut: [Int]

  init() throws {
    source = try PhotoCorpus.source()
    (training, heldOut) = PhotoBatches.split(count: source.count, heldOut: 24)
  }

  func run(
    _ objective: PhotoObjective, schedule: Schedule
  ) async throws -> (before: PhotoFigures, after: PhotoFigures) {
    let levels = objective.lambdas.count
    let batches = PhotoBatches(
      source, indices: training, crop: Self.crop, levels: levels, seed: 1)
    let measured = try PhotoBatches(
      source, indices: heldOut, crop: Self.crop, levels: levels, seed: 1
    ).middles(shard: Self.shard)
    func figures(_ parameters: ParameterSet) async -> PhotoFigures {
      PhotoFigures(meanOf: await objective.figures(of: parameters, on: measured, threads: 2))
    }
    let before = await figures(objective.model.parameters)
    var run = PhotoTraining(objective, schedule: schedule, seed: 1, threads: 2)
    for step in 0..<schedule.steps {
      _ = try await run.step(
        try batches.batch(step: step, samples: Self.samples, shard: Self.shard))
    }
    return (before, await figures(run.averaged))
  }

  @Test func `from scratch a codec begins at the quality of PCA, and improves`() async throws {
    let lambdas = PhotoObjective.referenceLambdas
    let sizes = try PhotoWeights(file: BuiltInModel.newest.file).configuration
    let batches = PhotoBatches(
      source, indices: training, crop: Self.crop, levels: 8, seed: 2)
    let pieces = try batches.batch(step: 0, samples: 640, shard: 16)
    let components = try PhotoComponents.find(in: pieces)
    let objective = PhotoObjective(
      TrainablePhotoModel(
        PhotoWeights(sizes, components: components, lambdas: lambdas, seed: 1)),
      lambdas: lambdas)
    let finest = await objective.figures(
      of: objective.model.parameters, on: Array(pieces[0..<2]), threads: 2)[7]
    let left = components.squaredError(keeping: sizes.latents)
    let step = 45 / Double(lambdas[7] / 0.013).squareRoot()
    #expect(finest.squaredError < 1.5 * (left + step * step / 12 * Double(sizes.latents) / 768))
    let (before, after) = try await run(
      objective, schedule: Schedule(peak: 1e-3, final: 1e-5, warmUp: 20, steps: 150))
    print("from scratch: PCA leaves \(left); finest level \(finest); \(before) → \(after)")
    #expect(after.loss < 0.9 * before.loss, "\(before) → \(after)")
  }

  @Test func `tuning the built-in model lowers the loss of photographs held out`() async throws {
    let objective = PhotoObjective(
      TrainablePhotoModel(try PhotoWeights(file: BuiltInModel.newest.file)),
      lambdas: PhotoObjective.referenceLambdas)
    let data = PhotoData(source, trained: training, heldOut: heldOut)
    let plan = PhotoPlan(fineTuning: true)
    #expect(plan.length.steps() == 300)
    var run = try PhotoRun(objective, plan: plan, data: data, threads: 2)
    while !run.isFinished { try await run.advance() }
    let (before, after) = (run.curve[0].evaluation, try #require(run.curve.last).evaluation)
    print("tuning: \(before) → \(after)")
    #expect(after.loss < before.loss, "\(before) → \(after)")
  }
}
