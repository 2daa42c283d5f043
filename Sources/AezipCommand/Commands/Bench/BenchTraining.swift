import ArgumentParser
import Foundation
import PictureCodec
import Tensors
import Training

struct BenchTraining: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Measure the photo codec's training step beside what this machine can do.",
    discussion: """
      A step is all of it: forwards and backwards through the codec, gradients added up and \
      clipped, parameters and their running average moved; decoding photographs is not part of \
      it. It learns from 8 pieces of 192×192 pixels, on one core and on all. Multiply-adds are \
      those that forwards, gradients of values and gradients of weights ask for, nothing else; \
      they are compared with the peak of fused multiply-adds of as many cores, measured before \
      every step. Speeds are medians of all rounds.

      Example:
        aezip bench training --rounds 9
      """)

  @Option(
    help: ArgumentHelp(
      "Measure on as many threads only; can be given several times.",
      valueName: "n"))
  var threads: [Int] = []

  @Option(help: ArgumentHelp("How many steps to measure.", valueName: "n"))
  var rounds = 5

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(rounds) else {
      throw ValidationError("--rounds \(rounds) is not within 1…1000")
    }
    for count in threads where !(1...1024).contains(count) {
      throw ValidationError("--threads \(count) is not within 1…1024")
    }
  }

  func run() async throws {
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
      let measured = try await TrainingMeasurement(
        objective, cost: cost, kernels: .current, threads: count, rounds: rounds)
      summaries.append(measured.summary)
    }
    if json {
      try Output.print(json: summaries)
    } else {
      try Output.print(Self.report(summaries, cost: cost))
    }
  }

  private static func report(_ summaries: [TrainingMeasurement.Summary], cost: Double) -> String {
    let head = ["  threads", "pixels/s", "GMAC/s", "peak", "of peak", "best pixels/s", "of peak"]
    let rows = summaries.map { summary in
      [
        "  \(summary.threads)", summary.pixelsPerSecond.fixed(0), summary.speed.fixed(1),
        summary.peak.fixed(1), "\(summary.ofPeak.fixed(0)) %",
        summary.bestPixelsPerSecond.fixed(0), "\(summary.bestOfPeak.fixed(0)) %",
      ]
    }
    return """
      \(BuiltInModel.newest.name), \(Kernels.current.name): \((cost / 1000).fixed(1)) thousand \
      multiply-adds a pixel and step
      \(table([head] + rows, right: [1, 2, 3, 4, 5, 6]))

      """
  }
}
