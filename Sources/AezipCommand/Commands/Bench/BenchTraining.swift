import ArgumentParser
import Evaluation
import Foundation
import PictureCodec
import Tensors
import Training

struct BenchTraining: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Measure a training step beside the machine's peak.",
    discussion: """
      Measures whole steps of training the photo codec on 8 crops of 192×192 pixels: \
      forward and backward pass, gradient accumulation and clipping, and the update of \
      parameters and their average; on one core and on all. The multiply-adds of the \
      forward pass and of both gradients are compared with the peak of as many cores, \
      measured before every step. Speeds are medians.

      Example:
        aezip bench training --rounds 9
      """)

  @Option(
    help: ArgumentHelp("Measure with this many threads only; repeatable.", valueName: "n"))
  var threads: [Int] = []

  @OptionGroup var rounds: RoundsOption

  @OptionGroup var result: ResultOptions

  func validate() throws {
    for count in threads where !(1...1024).contains(count) {
      throw ValidationError("--threads \(count) is not within 1…1024")
    }
  }

  func run() async throws {
    try await result.report("Speed of a training step") {
      let (summaries, cost) = try await measure()
      return (summaries, [Self.table(summaries, cost: cost)])
    }
  }

  private func measure() async throws -> ([TrainingMeasurement.Summary], cost: Double) {
    let file = BuiltInModel.newest.file
    let weights = try PhotoWeights(file: file)
    let model = TrainablePhotoModel(weights)
    let lambdas = weights.lambdas ?? Array(repeating: 0.013, count: weights.configuration.levels)
    let objective = PhotoObjective(model, lambdas: lambdas)
    let cost = model.stepCost
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let counts = threads.isEmpty ? (cores > 1 ? [1, cores] : [1]) : threads
    var summaries: [TrainingMeasurement.Summary] = []
    for count in counts {
      let measured = try await TrainingMeasurement.measure(
        objective, cost: cost, kernels: .current, threads: count, rounds: rounds.rounds)
      summaries.append(measured.summary)
    }
    return (summaries, cost)
  }

  private static func table(
    _ summaries: [TrainingMeasurement.Summary], cost: Double
  ) -> ResultTable {
    let rows = summaries.map { summary in
      [
        "\(summary.threads)", summary.pixelsPerSecond.fixed(0), summary.speed.fixed(1),
        summary.peak.fixed(1), "\(summary.ofPeak.fixed(0)) %",
        summary.bestPixelsPerSecond.fixed(0), "\(summary.bestOfPeak.fixed(0)) %",
      ]
    }
    return ResultTable(
      columns: [
        "threads", "pixels/s", "GMAC/s", "peak", "of peak", "best pixels/s", "of peak",
      ],
      rows: rows,
      notes: ["\((cost / 1000).fixed(1)) thousand multiply-adds for a pixel and step"])
  }
}
