import Autodiff
import Tensors

/// Trains a photo codec step by step.
///
/// It uses Adam with gradient clipping and warm-up, skips batches whose loss is far above the
/// recent mean, and keeps a running average of the weights.
package struct PhotoTraining: Sendable {
  package let objective: PhotoObjective
  /// The learning-rate schedule, which may change between steps once their number is known.
  package var schedule: Schedule
  package private(set) var trainer: Trainer<Adam>
  /// The running average of all parameters.
  package private(set) var averages: [Tensor]
  /// The losses of the last steps that updated the parameters.
  package private(set) var losses: [Double]

  /// The default global gradient norm for clipping.
  package static let usualClipping = 1.0
  /// The bytes that the tape of a shard needs, and a step for gradients and moments.
  private static let memory = 512 << 20
  /// The number of initial steps that accept any loss, and the number of losses that later ones are
  /// compared with.
  private static let (unquestioned, remembered) = (50, 200)

  /// The state that a saved run resumes from.
  package struct State: Sendable {
    package let parameters: ParameterSet
    package let averages: [Tensor]
    package let optimiser: OptimiserState
    /// The number of steps made, including skipped ones.
    package let steps: Int
    package let losses: [Double]

    init(_ state: RunState<PhotoTask>) {
      parameters = state.parameters
      averages = state.memory.averages
      optimiser = state.optimiser
      steps = state.step
      losses = state.memory.losses
    }
  }

  /// - Parameters:
  ///   - clipping: the global gradient norm above which gradients are clipped
  ///   - seed: the seed of the noise that replaces rounding
  ///   - state: the state of a resumed run; nil to begin with the model's parameters
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

  /// The measurements of a step on its batch before the update.
  package struct Report: Sendable, Equatable {
    package let loss: Double
    package let bitsPerPixel: Double
    /// The mean squared error of samples 0…255.
    package let squaredError: Double
    /// Whether the step updated the parameters.
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

  /// Averages over few steps at first and over about two thousand later.
  private mutating func average() {
    let steps = Float(trainer.steps)
    let share = 1 - min(0.9995, steps / (steps + 50))
    let parameters = trainer.parameters
    for (index, parameter) in parameters.all.enumerated() {
      averages[index] = averages[index].moved(
        towards: parameters.value(parameter), by: share)
    }
  }

  /// The running average as parameters.
  package var averaged: ParameterSet {
    var parameters = trainer.parameters
    for (parameter, value) in zip(parameters.all, averages) {
      parameters.set(parameter, to: value)
    }
    return parameters
  }
}
