import Autodiff
import Tensors

/// A photo run from the first step to the last, one step at a time, so that whoever drives it can
/// show, save and stop between steps.
///
/// What a step does depends on the plan, the data and the number of the step, never on time,
/// threads or what ran before the run was resumed.
package struct PhotoRun: Sendable {
  package let plan: PhotoPlan
  package let data: PhotoData
  /// The loss so far; the first point is that of step 0.
  package private(set) var curve: [PhotoPoint]
  /// Steps in all; nil until the first where time is to tell.
  package private(set) var steps: Int?
  private var training: PhotoTraining
  /// Of the losses since the last point of the curve.
  private var recent: RecentLoss
  private var last: PhotoTraining.Report?
  private let batches: PhotoBatches
  private let pieces: [PhotoCrops]
  private var clock = RunClock()

  /// Everything a run goes on from.
  package struct State: Sendable {
    package let training: PhotoTraining.State
    package let steps: Int?
    package let curve: [PhotoPoint]
    package let recent: RecentLoss

    package init(
      training: PhotoTraining.State, steps: Int?, curve: [PhotoPoint], recent: RecentLoss
    ) {
      self.training = training
      self.steps = steps
      self.curve = curve
      self.recent = recent
    }
  }

  /// Begins a run, or goes on with one.
  ///
  /// - Parameter state: where to go on; nil to begin
  /// - Throws: `PhotoSourceError` where photographs to judge by cannot be read or are smaller
  ///   than the plan's crops.
  package init(
    _ objective: PhotoObjective, plan: PhotoPlan, data: PhotoData, threads: Int = 1,
    state: State? = nil
  ) throws(PhotoSourceError) {
    precondition(plan.isPossible)
    self.plan = plan
    self.data = data
    curve = state?.curve ?? []
    steps = state?.steps ?? plan.steps
    recent = state?.recent ?? RecentLoss()
    training = PhotoTraining(
      objective, schedule: plan.schedule(of: steps ?? 1), clipping: plan.clipping,
      seed: plan.seed, threads: threads, state: state?.training)
    batches = PhotoBatches(
      data.training, indices: data.trained, crop: plan.crop,
      levels: objective.lambdas.count, seed: plan.seed)
    pieces = try data.pieces(crop: plan.crop)
  }

  package var state: State {
    State(training: training.state, steps: steps, curve: curve, recent: recent)
  }

  package var objective: PhotoObjective { training.objective }

  /// Steps made.
  package var step: Int { training.trainer.steps }

  package var isFinished: Bool { steps.map { step >= $0 } ?? false }

  /// The running average of all parameters: what is kept.
  package var averaged: ParameterSet { training.averaged }

  package var threads: Int { training.trainer.threads }

  /// Pieces of photographs judged by.
  package var judgedPieces: Int { pieces.count }

  /// Makes a step, if there is one left.
  ///
  /// - Throws: `TrainingError` or `PhotoSourceError`.
  package mutating func advance() async throws {
    guard !isFinished else { return }
    if steps == nil { try await timeSteps() }
    if curve.isEmpty { try await addPoint(loss: nil) }
    clock.begin(at: step)
    let report = try await training.step(nextBatch())
    last = report
    recent.add(report.loss)
    if isFinished || step % interval == 0 {
      try await addPoint(loss: recent.mean)
      recent = RecentLoss()
    }
  }

  private func nextBatch() throws(PhotoSourceError) -> [PhotoCrops] {
    try batches.batch(step: step, samples: plan.batch, shard: plan.shard)
  }

  /// Steps between two points of the curve; judging takes as long as some steps.
  private var interval: Int { max((steps ?? 0) / 20, 50) }

  /// Finds how many steps a time is, by steps that are not kept: the rate of the first one that
  /// is depends on it.
  private mutating func timeSteps() async throws {
    guard case .time(let seconds) = plan.length else { return }
    var trial = training
    let batch = try nextBatch()
    // The first one fills caches.
    _ = try await trial.step(batch)
    let start = ContinuousClock.now
    _ = try await trial.step(batch)
    let each = start.duration(to: .now) / .seconds(1)
    let count = Int(min(seconds / max(each, 1e-6), Double(TrainingPlan.stepLimit)))
    steps = max(count, 1)
    training.schedule = plan.schedule(of: max(count, 1))
  }

  private mutating func addPoint(loss: Double?) async throws(TrainingError) {
    let judged = PhotoFigures(meanOf: await figures(of: objective, averaged))
    guard judged.loss.isFinite else {
      throw .lossNotFinite(step: step, operation: nil, layer: nil)
    }
    let rate = training.schedule.rate(at: max(step - 1, 0))
    curve.append(PhotoPoint(step: step, loss: loss, judged: judged, rate: rate))
  }

  /// Measures a model on the photographs to judge by, with codes truly rounded.
  ///
  /// - Returns: Figures of each level.
  package func figures(of weights: PhotoWeights) async -> [PhotoFigures] {
    // Parameters mean nothing without the model they belong to: gains are factors of its own.
    let model = TrainablePhotoModel(weights)
    return await figures(of: objective.of(model), model.parameters)
  }

  private func figures(
    of objective: PhotoObjective, _ parameters: ParameterSet
  ) async -> [PhotoFigures] {
    await objective.figures(of: parameters, on: pieces, threads: threads)
  }

  /// How far the run has come.
  package var progress: PhotoProgress {
    let speed = clock.stepsASecond(at: step)
    let pixels = Double(plan.batch * plan.crop * plan.crop)
    return PhotoProgress(
      step: step, steps: steps, loss: recent.mean ?? curve.last?.loss,
      bitsPerPixel: last?.bitsPerPixel, squaredError: last?.squaredError,
      judged: curve.last?.judged, pixelsPerSecond: speed.map { $0 * pixels },
      secondsLeft: speed.flatMap { speed in steps.map { Double($0 - step) / speed } })
  }
}

/// How far a photo run has come.
package struct PhotoProgress: Sendable {
  package let step: Int
  package let steps: Int?
  /// The mean of the last steps.
  package let loss: Double?
  /// Of the last step.
  package let bitsPerPixel: Double?
  /// Of the last step, samples 0…255.
  package let squaredError: Double?
  /// The last point of the curve.
  package let judged: PhotoFigures?
  package let pixelsPerSecond: Double?
  package let secondsLeft: Double?
}
