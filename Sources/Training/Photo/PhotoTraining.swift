import Autodiff
import Tensors

/// A run that trains a photo codec, step by step.
///
/// Adam with clipped gradients and a warm-up; a batch far worse than those before moves nothing;
/// what is kept of a run is a running average of its weights.
package struct PhotoTraining: Sendable {
  package let objective: PhotoObjective
  /// May change between steps, once it is known how many there will be.
  package var schedule: Schedule
  package private(set) var trainer: Trainer<Adam>
  /// The running average of all parameters.
  package private(set) var averages: [Tensor]
  /// The losses of the last sane steps.
  private var losses: [Double]

  /// The greatest norm of all gradients together, unless another is asked for.
  package static let usualClipping = 1.0
  /// What a shard needs for all that its tape keeps, and a step for gradients and moments.
  private static let memory = 512 << 20
  /// Steps before which any loss is sane, and how many a later one is measured by.
  private static let (unquestioned, remembered) = (50, 200)

  /// Everything a run goes on from.
  package struct State: Sendable {
    package let parameters: ParameterSet
    package let averages: [Tensor]
    package let optimiser: OptimiserState
    /// Steps made, those that moved nothing too.
    package let steps: Int
    /// The losses of the last sane steps.
    package let losses: [Double]

    package init(
      parameters: ParameterSet, averages: [Tensor], optimiser: OptimiserState, steps: Int,
      losses: [Double]
    ) {
      self.parameters = parameters
      self.averages = averages
      self.optimiser = optimiser
      self.steps = steps
      self.losses = losses
    }
  }

  /// - Parameters:
  ///   - clipping: the greatest norm of all gradients together
  ///   - seed: of the noise that stands for rounding
  ///   - state: of a run that goes on; nil to begin with the model's parameters
  package init(
    _ objective: PhotoObjective, schedule: Schedule, clipping: Double = usualClipping,
    seed: UInt64 = 0, threads: Int = 1, state: State? = nil
  ) {
    let parameters = state?.parameters ?? objective.model.parameters
    var optimiser = Adam()
    if let state { optimiser.state = state.optimiser }
    self.objective = objective
    self.schedule = schedule
    trainer = Trainer(
      parameters, optimiser: optimiser, clipping: clipping, steps: state?.steps ?? 0,
      seed: seed, threads: threads)
    averages = state?.averages ?? parameters.all.map { parameters.value($0) }
    losses = state?.losses ?? []
    Tensor.keepMemory(upTo: (threads + 1) * Self.memory)
  }

  /// What to save, to go on from later.
  package var state: State {
    State(
      parameters: trainer.parameters, averages: averages, optimiser: trainer.optimiser.state,
      steps: trainer.steps, losses: losses)
  }

  /// What a step measured of its batch, before it moved anything.
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
