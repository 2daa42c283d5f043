import Tensors

/// A run that trains a photo codec, step by step.
///
/// Adam with clipped gradients and a warm-up; a batch far worse than those before moves nothing;
/// what is kept of a run is a running average of its weights.
package struct PhotoTraining: Sendable {
  package let objective: PhotoObjective
  package let schedule: Schedule
  package private(set) var trainer: Trainer<Adam>
  /// The running average of all parameters.
  package private(set) var averages: [Tensor]
  /// The losses of the last sane steps.
  private var losses: [Double] = []

  /// Norm of all gradients together.
  private static let clipping = 1.0
  /// What a shard needs for all that its tape keeps, and a step for gradients and moments.
  private static let memory = 512 << 20
  /// Steps before which any loss is sane, and how many a later one is measured by.
  private static let (unquestioned, remembered) = (50, 200)

  /// - Parameters:
  ///   - parameters: the model's, to begin with
  ///   - seed: of the noise that stands for rounding
  package init(
    _ objective: PhotoObjective, schedule: Schedule, seed: UInt64 = 0, threads: Int = 1
  ) {
    let parameters = objective.model.parameters
    self.objective = objective
    self.schedule = schedule
    trainer = Trainer(
      parameters, optimiser: Adam(), clipping: Self.clipping, seed: seed, threads: threads)
    averages = parameters.all.map { parameters.value($0) }
    Tensor.keepMemory(upTo: (threads + 1) * Self.memory)
  }

  /// What a step measured of its batch, before it moved anything. Rates are of codes with noise.
  package struct Report: Sendable, Equatable {
    package let loss: Double
    package let bitsPerPixel: Double
    /// Mean squared error of samples 0…255.
    package let squaredError: Double
    /// Whether the step moved the parameters.
    package let isSane: Bool
  }

  /// Makes one step.
  package mutating func step(_ shards: [PhotoCrops]) async throws(TrainingError) -> Report {
    let objective = objective
    var isSane = true
    let (losses, steps) = (losses, trainer.steps)
    let loss = try await trainer.step(shards, rate: schedule.rate(at: steps)) { loss in
      isSane =
        steps < Self.unquestioned || losses.isEmpty
        || loss < 4 * losses.reduce(0, +) / Double(losses.count)
      return isSane
    } loss: { tape, crops in
      objective(tape, crops)
    }
    if isSane { self.losses = (losses + [loss]).suffix(Self.remembered) }
    average()
    let reports = trainer.reports
    return Report(
      loss: loss, bitsPerPixel: reports["bits per pixel"] ?? .nan,
      squaredError: reports["squared error"] ?? .nan, isSane: isSane)
  }

  /// Over few steps at first, over some two thousand later.
  private mutating func average() {
    let steps = Float(trainer.steps)
    let share = 1 - min(0.9995, steps / (steps + 50))
    let parameters = trainer.parameters
    for (index, parameter) in parameters.all.enumerated() {
      averages[index] = averages[index].moved(
        towards: parameters.value(parameter), by: share)
    }
  }

  /// The running average as parameters: what is kept.
  package var averaged: ParameterSet {
    var parameters = trainer.parameters
    for (parameter, value) in zip(parameters.all, averages) {
      parameters.set(parameter, to: value)
    }
    return parameters
  }
}
