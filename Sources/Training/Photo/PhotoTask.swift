import Autodiff
import Networks
import Tensors

package typealias PhotoRun = TrainingRun<PhotoTask>

/// Trains a photo codec on crops of photographs.
package struct PhotoTask: TrainingTask {
  package let plan: PhotoPlan
  package let data: PhotoData
  private var training: PhotoTraining
  package private(set) var report: PhotoTraining.Report?
  private let batches: PhotoBatches
  /// The crops on which points of the curve are evaluated.
  private let pieces: [PhotoCrops]

  /// - Parameter state: the state of a saved run; nil for a new one
  /// - Throws: `PhotoSourceError` if evaluation photographs cannot be read or are smaller than the
  ///   plan's crops.
  package init(
    _ objective: PhotoObjective, plan: PhotoPlan, data: PhotoData, threads: Int = 1,
    from state: RunState<PhotoTask>? = nil
  ) throws(PhotoSourceError) {
    precondition(plan.isPossible)
    self.plan = plan
    self.data = data
    training = PhotoTraining(
      objective, schedule: plan.schedule(of: state?.steps ?? plan.length.steps() ?? 1),
      clipping: plan.clipping, seed: plan.seed, threads: threads,
      state: state.map { PhotoTraining.State($0) })
    batches = PhotoBatches(
      data.training, indices: data.trained, crop: plan.crop,
      levels: objective.lambdas.count, seed: plan.seed)
    pieces = try data.pieces(crop: plan.crop)
  }

  package var objective: PhotoObjective { training.objective }

  /// The averaged parameters, which a finished run stores.
  package var averaged: ParameterSet { training.averaged }

  package var threads: Int { training.trainer.threads }

  /// The number of crops on which points of the curve are evaluated.
  package var evaluationPieces: Int { pieces.count }

  /// The number of pixels per step.
  package var pixelsPerStep: Int { plan.batch * plan.crop * plan.crop }

  package var plannedSteps: Int? { plan.length.steps() }

  /// - Throws: `TrainingError` or `PhotoSourceError`.
  package mutating func advance(_ step: Int, of steps: Int?) async throws -> Double {
    let report = try await training.step(batch(step))
    self.report = report
    return report.loss
  }

  private func batch(_ step: Int) throws(PhotoSourceError) -> [PhotoCrops] {
    try batches.batch(step: step, samples: plan.batch, shard: plan.shard)
  }

  /// The rate of the first step depends on the number of steps, so a discarded step is timed first.
  package mutating func stepsInTime(at step: Int, speed: Double?) async throws -> Int? {
    guard case .time(let seconds) = plan.length else { return nil }
    var trial = training
    let batch = try batch(step)
    let each = try await TrainingLength.secondsPerStep(1) { _ in _ = try await trial.step(batch) }
    let steps = TrainingLength.steps(in: seconds, each: each)
    training.schedule = plan.schedule(of: steps)
    return steps
  }

  /// An evaluation takes as long as several steps, so points are at least 50 steps apart.
  package func interval(of steps: Int?) -> Int? { max((steps ?? 0) / 20, 50) }

  package func point(at step: Int, of steps: Int?, loss: Double?) async throws -> PhotoPoint? {
    let evaluation = PhotoFigures(meanOf: await figures(of: objective, averaged))
    guard evaluation.loss.isFinite else {
      throw TrainingError.lossNotFinite(step: step, operation: nil, layer: nil)
    }
    let rate = training.schedule.rate(at: max(step - 1, 0))
    return PhotoPoint(step: step, loss: loss, evaluation: evaluation, rate: rate)
  }

  /// Evaluates a model on the crops with rounded latents.
  ///
  /// - Returns: the figures of each level
  package func figures(of weights: PhotoWeights) async -> [PhotoFigures] {
    // Parameters need their own model, because gains are factors on its initial values.
    let model = TrainablePhotoModel(weights)
    return await figures(of: objective.of(model), model.parameters)
  }

  private func figures(
    of objective: PhotoObjective, _ parameters: ParameterSet
  ) async -> [PhotoFigures] {
    await objective.figures(of: parameters, on: pieces, threads: threads)
  }
}

extension TrainingRun where Task == PhotoTask {
  /// Begins a run, or resumes it from a state.
  ///
  /// - Throws: `PhotoSourceError` if evaluation photographs cannot be read or are smaller than the
  ///   plan's crops.
  package init(
    _ objective: PhotoObjective, plan: PhotoPlan, data: PhotoData, threads: Int = 1,
    from state: RunState<PhotoTask>? = nil
  ) throws(PhotoSourceError) {
    let task = try PhotoTask(objective, plan: plan, data: data, threads: threads, from: state)
    if let state { self.init(task, from: state) } else { self.init(task) }
  }
}

extension PhotoTask: ResumableTask {
  package static let checkpointFormat = "aezip-photo-checkpoint-1"
  /// The name prefix of the tensors of base values.
  static let basePrefix = "base."
  /// The name prefix of the running averages.
  static let averagePrefix = "average."

  /// The state of a run beside parameters and optimiser.
  package struct Memory: Sendable {
    /// The running averages in the order of the parameters.
    package let averages: [Tensor]
    /// The losses of the last steps that updated the parameters.
    package let losses: [Double]
  }

  package var model: PhotoObjective { objective }
  package var parameters: ParameterSet { training.trainer.parameters }
  package var optimiser: OptimiserState { training.trainer.optimiser.state }
  package var memory: Memory {
    Memory(averages: training.averages, losses: training.losses)
  }

  package static func moments(_ card: PhotoCard) -> Int { 2 }

  package static func model(
    _ card: PhotoCard, in file: SafeTensors
  ) throws(ModelError) -> (model: PhotoObjective, parameters: ParameterSet) {
    let metadata = try file.decoded([String: String].self, "model")
    let weights = try weights(metadata, file)
    let model = TrainablePhotoModel(weights)
    if let noise = card.plan.noise {
      guard noise.count == model.configuration.levels, card.plan.isPossible else {
        throw .badMetadata(key: "card", value: "\(noise.count) deviations of noise")
      }
      return (PhotoObjective(model, denoising: noise), model.parameters)
    }
    guard let lambdas = weights.lambdas else {
      throw .badMetadata(key: "lambdas", value: metadata["lambdas"] ?? "")
    }
    return (PhotoObjective(model, lambdas: lambdas), model.parameters)
  }

  /// The initial weights of a run; those that are not the base of a parameter are zero.
  private static func weights(
    _ metadata: [String: String], _ file: SafeTensors
  ) throws(ModelError) -> PhotoWeights {
    let configuration = try PhotoConfiguration(metadata: metadata)
    let tensors = configuration.tensors
    // This check precedes the allocation.
    guard tensors.allSatisfy({ $0.shape.reduce(1, *) <= file.numberCount }) else {
      throw .malformed("its tensors are smaller than its sizes say")
    }
    var values: [String: [Float]] = [:]
    for tensor in tensors {
      let count = tensor.shape.reduce(1, *)
      values[tensor.name] =
        file.shape(of: basePrefix + tensor.name) == tensor.shape
        ? try file.floats(basePrefix + tensor.name) : Array(repeating: 0, count: count)
    }
    return PhotoWeights(configuration, metadata: metadata, values: values)
  }

  package static func memory(
    in file: SafeTensors, like parameters: ParameterSet
  ) throws(ModelError) -> Memory {
    var averages: [Tensor] = []
    for parameter in parameters.all {
      averages.append(
        try file.tensor(
          averagePrefix + parameters.name(parameter), like: parameters.value(parameter)))
    }
    return Memory(averages: averages, losses: try file.decoded([Double].self, "losses"))
  }

  package static func write(
    _ objective: PhotoObjective, _ memory: Memory, into writer: inout SafeTensorsWriter
  ) throws(ModelError) {
    let model = objective.model
    try writer.set(model.metadata, "model")
    try writer.set(memory.losses, "losses")
    for (name, base) in model.bases {
      let shape = model.configuration.tensors.first { $0.name == name }?.shape ?? []
      writer.add(basePrefix + name, shape: shape, base.values)
    }
    for (parameter, tensor) in zip(model.parameters.all, memory.averages) {
      let name = averagePrefix + model.parameters.name(parameter)
      writer.add(name, shape: tensor.fileShape(name), tensor.values)
    }
  }
}

extension PhotoCard: TrainingCard {
  package var isPossible: Bool { plan.isPossible }
}
