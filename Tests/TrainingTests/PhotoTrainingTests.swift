import Autodiff
import Images
import Networks
import PictureCodec
import Tensors
import TestSupport
import Testing
import Training

@Suite struct PhotoTrainingTests {
  /// A photo codec of hardly any size.
  static func tiny() throws -> PhotoConfiguration {
    try PhotoConfiguration(metadata: [
      "format": "aezip-photo", "M": "32", "N": "16", "C": "16", "H": "8", "levels": "2",
      "blocks_analysis": "1", "blocks_synthesis": "1",
    ])
  }

  static let lambdas: [Float] = [0.0067, 0.0483]

  /// Batches of drawn pictures, and a codec to learn them that begins with their components.
  static func beginning() throws -> (PhotoObjective, PhotoBatches, PhotoComponents) {
    let source = try PhotoPictures.source(8)
    let batches = PhotoBatches(source, indices: Array(0..<8), crop: 64, levels: 2, seed: 1)
    let components = try PhotoComponents.find(
      in: (0..<16).map { try batches.batch(step: $0, samples: 4, shard: 4)[0] })
    let weights = PhotoWeights(
      try tiny(), components: components, lambdas: lambdas, seed: 1)
    return (PhotoObjective(TrainablePhotoModel(weights), lambdas: lambdas), batches, components)
  }

  @Test func `training from scratch begins at the quality of PCA and improves`() async throws {
    let (objective, batches, components) = try Self.beginning()
    let crops = try (0..<16).map { try batches.batch(step: $0, samples: 4, shard: 4)[0] }
    let parameters = objective.model.parameters
    let before = await objective.figures(of: parameters, on: crops)
    // What projecting on the components leaves, and what rounding adds at most: 1/12 of the
    // square of the step for each of 32 numbers in 768, as the codes are rounded to whole steps.
    let left = components.squaredError(keeping: 32)
    for (figures, lambda) in zip(before, Self.lambdas) {
      let step = 45 / (lambda / 0.013).squareRoot()
      let rounding = Double(step * step) / 12 * 32 / 768
      #expect(figures.squaredError > 0.95 * left)
      #expect(figures.squaredError < left + 1.3 * rounding, "\(figures), PCA leaves \(left)")
    }
    var training = PhotoTraining(
      objective, schedule: Schedule(peak: 3e-3, final: 1e-4, warmUp: 5, steps: 100), threads: 2)
    for step in 0..<100 {
      let shards = try batches.batch(step: step, samples: 4, shard: 2)
      #expect(try await training.step(shards).isSane)
    }
    let after = await objective.figures(of: training.averaged, on: crops, threads: 2)
    for (old, new) in zip(before, after) { #expect(new.loss < 0.9 * old.loss, "\(old) → \(new)") }
    // What was learned is a model that the archiver reads.
    let file = try objective.model.weights(of: training.averaged).file()
    #expect(try PhotoModel(file: file).configuration == Self.tiny())
    #expect(try PhotoWeights(file: file).lambdas == Self.lambdas)
  }

  @Test func `a run repeats to the bit on any number of threads`() async throws {
    let (objective, batches, _) = try Self.beginning()
    var results: [[[Float]]] = []
    var reports: [PhotoTraining.Report] = []
    for threads in [1, 2, 3] {
      var training = PhotoTraining(
        objective, schedule: Schedule(peak: 1e-3, steps: 3), seed: 7, threads: threads)
      for step in 0..<3 {
        reports.append(
          try await training.step(try batches.batch(step: step, samples: 5, shard: 1)))
      }
      results.append(training.averages.map(\.values))
    }
    #expect(results[0] == results[1] && results[0] == results[2])
    #expect(reports[0..<3] == reports[3..<6])
    let crops = try batches.middles(shard: 3)
    let parameters = objective.model.parameters
    let alone = await objective.figures(of: parameters, on: crops, threads: 1)
    #expect(await objective.figures(of: parameters, on: crops, threads: 4) == alone)
  }

  @Test func `a step reports rate and distortion, which make up its loss`() async throws {
    let (objective, batches, _) = try Self.beginning()
    var training = PhotoTraining(objective, schedule: Schedule(peak: 1e-3, steps: 3))
    let shard = try batches.batch(step: 0, samples: 4, shard: 4).map { $0.at(level: 1) }
    let report = try await training.step(shard)
    let sum = report.bitsPerPixel + Double(Self.lambdas[1]) * report.squaredError
    #expect(abs(report.loss / sum - 1) < 1e-5)
  }

  @Test func `some steps of fine-tuning lower the loss on their pictures`() async throws {
    // The first, so that what there is to learn does not depend on today's.
    let file = try #require(BuiltInModel.named("photo-1")).file
    let model = TrainablePhotoModel(try PhotoWeights(file: file))
    let objective = PhotoObjective(model, lambdas: PhotoObjective.referenceLambdas)
    let source = try PhotoPictures.source(2)
    let batches = PhotoBatches(source, indices: [0, 1], crop: 64, levels: 8, seed: 2)
    let crops = try batches.middles(shard: 1)
    let before = PhotoFigures(
      meanOf: await objective.figures(of: model.parameters, on: crops, threads: 2))
    var training = PhotoTraining(
      objective, schedule: Schedule(peak: 3e-4, warmUp: 3, steps: 16), threads: 2)
    for step in 0..<16 {
      _ = try await training.step(try batches.batch(step: step, samples: 6, shard: 3))
    }
    let after = PhotoFigures(
      meanOf: await objective.figures(of: training.averaged, on: crops, threads: 2))
    #expect(after.loss < 0.99 * before.loss, "\(before) → \(after)")
  }

  @Test func `an insane batch moves nothing`() async throws {
    let (objective, batches, _) = try Self.beginning()
    var training = PhotoTraining(objective, schedule: Schedule(peak: 1e-4, steps: 60))
    let shards = try batches.batch(step: 0, samples: 1, shard: 1).map { $0.at(level: 0) }
    for _ in 0..<50 { _ = try await training.step(shards) }
    let before = training.trainer.parameters
    var random = SplitMix64(seed: 3)
    let noise = (0..<64 * 64 * 3).map { _ in UInt8.random(in: 0...255, using: &random) }
    let wild = PhotoCrops(pixels: [noise], height: 64, width: 64, levels: [1])
    let report = try await training.step([wild])
    #expect(!report.isSane && report.loss > 10)
    for parameter in before.all {
      let (old, new) = (before.value(parameter), training.trainer.parameters.value(parameter))
      #expect(old.values == new.values)
    }
  }
}
