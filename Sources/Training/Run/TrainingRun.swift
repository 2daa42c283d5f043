import Autodiff
import Tensors

/// A run from the first step to the last, one step at a time, so that whoever drives it can show,
/// save and stop between steps.
///
/// What a step does depends on the plan, the data and the number of the step, never on time,
/// threads or what ran before the run was resumed.
package struct TrainingRun: Sendable {
  package let network: Autoencoder
  package let plan: TrainingPlan
  package let data: TrainingData
  /// The loss so far; the first point is that of step 0.
  package private(set) var curve: [LossPoint]
  /// Steps in all; nil while time is to tell.
  package private(set) var steps: Int?
  private var trainer: Trainer<ChosenOptimiser>
  /// Of the losses since the last point of the curve.
  private var recent: RecentLoss
  private var order: (epoch: Int, objects: [Int])?
  private var clock = RunClock()

  /// Begins a run.
  package init(_ network: Autoencoder, plan: TrainingPlan, data: TrainingData, threads: Int = 1) {
    self.init(
      network, plan: plan, data: data, threads: threads,
      state: RunState(
        parameters: network.parameters, optimiser: OptimiserState(), step: 0,
        steps: plan.steps(objects: data.trained.count), curve: [], recent: RecentLoss()))
  }

  /// Goes on with a run.
  package init(
    _ network: Autoencoder, plan: TrainingPlan, data: TrainingData, threads: Int = 1,
    state: RunState
  ) {
    precondition(network.settings.shape == data.shape)
    self.network = network
    self.plan = plan
    self.data = data
    curve = state.curve
    steps = state.steps
    recent = state.recent
    var optimiser = ChosenOptimiser(plan)
    optimiser.state = state.optimiser
    trainer = Trainer(
      state.parameters, optimiser: optimiser, clipping: plan.clipping, steps: state.step,
      seed: plan.seed, threads: threads)
  }

  /// What to save, to go on from later.
  package var state: RunState {
    RunState(
      parameters: trainer.parameters, optimiser: trainer.optimiser.state, step: trainer.steps,
      steps: steps, curve: curve, recent: recent)
  }

  /// Steps made.
  package var step: Int { trainer.steps }

  package var parameters: ParameterSet { trainer.parameters }

  package var isFinished: Bool { steps.map { trainer.steps >= $0 } ?? false }

  /// Makes a step, if there is one left.
  package mutating func advance() async throws(TrainingError) {
    guard !isFinished else { return }
    if curve.isEmpty { try await addPoint(loss: nil) }
    clock.begin(at: step)
    let network = network
    let loss = try await trainer.step(nextBatch(), rate: plan.rate(at: step, of: steps)) {
      network.loss($0, $1)
    }
    recent.add(loss)
    if steps == nil { steps = stepsByTime() }
    if isFinished || (steps.map { step % max($0 / 100, 1) == 0 } ?? false) {
      try await addPoint(loss: recent.mean)
      recent = RecentLoss()
    }
  }

  private mutating func nextBatch() -> [SampleBatch] {
    let each = plan.stepsAnEpoch(objects: data.trained.count)
    let (epoch, index) = (step / each, step % each)
    if order?.epoch != epoch { order = (epoch, data.order(seed: plan.seed, epoch: epoch)) }
    let objects = order?.objects ?? []
    let range = index * plan.batch..<min((index + 1) * plan.batch, objects.count)
    let key = NoiseKey(seed: plan.seed).derived(step).derived(-1)
    return stride(from: range.lowerBound, to: range.upperBound, by: plan.shard).map { first in
      SampleBatch(
        data.training, objects[first..<min(first + plan.shard, range.upperBound)],
        augmentation: plan.augmentation, key: key.derived(first))
    }
  }

  /// Objects judged by at a point of the curve, at most.
  private static let judgedAtOnce = 1000

  private mutating func addPoint(loss: Double?) async throws(TrainingError) {
    let error = await Evaluation(network, parameters, threads: trainer.threads)
      .squaredError(data.judging, data.judged.prefix(Self.judgedAtOnce))
    guard error.isFinite else {
      throw .lossNotFinite(step: step, operation: nil, layer: nil)
    }
    let first = curve.isEmpty ? await firstLoss() : error
    curve.append(
      LossPoint(
        step: step, epoch: Double(step * plan.batch) / Double(data.trained.count),
        loss: loss ?? first, squaredError: error, rate: plan.rate(at: step, of: steps)))
  }

  /// The loss before any step, on a few objects.
  private func firstLoss() async -> Double {
    let batch = SampleBatch(data.training, data.trained.prefix(plan.shard))
    return Double(network.loss(Tape(parameters, recording: false), batch).number)
  }

  /// The end of the warm-up, where it is taken from the speed so far.
  private func stepsByTime() -> Int? {
    guard case .time(let seconds) = plan.length, step >= max(plan.warmUp, 1) else { return nil }
    let speed = clock.stepsASecond(at: step) ?? 1
    return max(Int(seconds * speed), 5 * plan.warmUp, step + 1)
  }

  /// How far the run has come.
  package var progress: TrainingProgress {
    let speed = clock.stepsASecond(at: step)
    return TrainingProgress(
      step: step, steps: steps, loss: recent.mean ?? curve.last?.loss,
      squaredError: curve.last?.squaredError,
      objectsPerSecond: speed.map { $0 * Double(min(plan.batch, data.trained.count)) },
      secondsLeft: speed.flatMap { speed in steps.map { Double($0 - step) / speed } })
  }
}

/// How far a run has come.
package struct TrainingProgress: Sendable {
  package let step: Int
  package let steps: Int?
  /// The mean of the last steps.
  package let loss: Double?
  /// On objects to judge by.
  package let squaredError: Double?
  package let objectsPerSecond: Double?
  package let secondsLeft: Double?
}

/// Everything a run goes on from.
package struct RunState: Sendable {
  package let parameters: ParameterSet
  package let optimiser: OptimiserState
  package let step: Int
  package let steps: Int?
  package let curve: [LossPoint]
  package let recent: RecentLoss

  package init(
    parameters: ParameterSet, optimiser: OptimiserState, step: Int, steps: Int?,
    curve: [LossPoint], recent: RecentLoss
  ) {
    self.parameters = parameters
    self.optimiser = optimiser
    self.step = step
    self.steps = steps
    self.curve = curve
    self.recent = recent
  }
}

/// The mean of some losses, added in their order.
package struct RecentLoss: Sendable, Equatable, Codable {
  private var sum = 0.0
  private var count = 0

  package init() {}

  package var mean: Double? { count > 0 ? sum / Double(count) : nil }

  package mutating func add(_ loss: Double) {
    sum += loss
    count += 1
  }
}

/// The speed of the steps since the run began, or went on.
package struct RunClock: Sendable {
  private var start: (time: ContinuousClock.Instant, step: Int)?

  package init() {}

  package mutating func begin(at step: Int) {
    if start == nil { start = (.now, step) }
  }

  package func stepsASecond(at step: Int) -> Double? {
    guard let start, step > start.step else { return nil }
    return Double(step - start.step) / max(start.time.duration(to: .now) / .seconds(1), 1e-9)
  }
}
