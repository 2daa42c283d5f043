import Autodiff
import Networks

package typealias SampleRun = TrainingRun<SampleTask>

/// Trains an autoencoder on samples of one shape.
package struct SampleTask: TrainingTask {
  package typealias Failure = TrainingError
  package typealias Point = LossPoint
  package typealias Report = Never

  package let network: Autoencoder
  package let plan: TrainingPlan
  package let data: TrainingData
  private var trainer: Trainer<ChosenOptimiser>
  /// The order of the training samples in an epoch.
  private var order: (epoch: Int, samples: [Int])?

  package init(
    _ network: Autoencoder, plan: TrainingPlan, data: TrainingData, threads: Int = 1,
    from state: RunState<SampleTask>? = nil
  ) {
    precondition(network.settings.shape == data.shape)
    self.network = network
    self.plan = plan
    self.data = data
    var optimiser = ChosenOptimiser(plan)
    if let state { optimiser.state = state.optimiser }
    trainer = Trainer(
      state?.parameters ?? network.parameters, optimiser: optimiser, clipping: plan.clipping,
      steps: state?.step ?? 0, seed: plan.seed, threads: threads)
  }

  package var plannedSteps: Int? { plan.steps(samples: data.trained.count) }

  /// The number of samples per step.
  package var samplesPerStep: Int { min(plan.batch, data.trained.count) }

  package mutating func advance(
    _ step: Int, of steps: Int?
  ) async throws(TrainingError) -> Double {
    let network = network
    return try await trainer.step(batch(step), rate: plan.rate(at: step, of: steps)) {
      network.loss($0, $1)
    }
  }

  private mutating func batch(_ step: Int) -> [SampleBatch] {
    let (epoch, index) = step.quotientAndRemainder(
      dividingBy: plan.stepsPerEpoch(samples: data.trained.count))
    if order?.epoch != epoch { order = (epoch, data.order(seed: plan.seed, epoch: epoch)) }
    let samples = order?.samples ?? []
    let range = index * plan.batch..<min((index + 1) * plan.batch, samples.count)
    let key = NoiseKey(seed: plan.seed).derived(step).derived(-1)
    return stride(from: range.lowerBound, to: range.upperBound, by: plan.shard).map { first in
      SampleBatch(
        data.training, samples[first..<min(first + plan.shard, range.upperBound)],
        augmentation: plan.augmentation, key: key.derived(first))
    }
  }

  /// The time becomes a number of steps after the warm-up, because the rates until then do not
  /// depend on that number.
  package func stepsInTime(at step: Int, speed: Double?) -> Int? {
    guard case .time(let seconds) = plan.length, step >= max(plan.warmUp, 1) else { return nil }
    return max(Int(seconds * (speed ?? 1)), 5 * plan.warmUp, step + 1)
  }

  package func interval(of steps: Int?) -> Int? { steps.map { max($0 / 100, 1) } }

  /// The most samples on which a point of the curve is evaluated.
  private static let evaluated = 1000

  package func point(
    at step: Int, of steps: Int?, loss: Double?
  ) async throws(TrainingError) -> LossPoint? {
    let error = await Evaluation(network, parameters, threads: trainer.threads)
      .squaredError(data.evaluation, data.evaluated.prefix(Self.evaluated))
    guard error.isFinite else {
      throw .lossNotFinite(step: step, operation: nil, layer: nil)
    }
    return LossPoint(
      step: step, epoch: Double(step * plan.batch) / Double(data.trained.count),
      loss: loss ?? firstLoss(), squaredError: error, rate: plan.rate(at: step, of: steps))
  }

  /// The loss of the first samples before any step.
  private func firstLoss() -> Double {
    let batch = SampleBatch(data.training, data.trained.prefix(plan.shard))
    return Double(network.loss(Tape(parameters, recording: false), batch).number)
  }
}

extension SampleTask: ResumableTask {
  package static let checkpointFormat = "aezip-checkpoint-1"

  package var model: Autoencoder { network }
  package var parameters: ParameterSet { trainer.parameters }
  package var optimiser: OptimiserState { trainer.optimiser.state }
  package var memory: Void { () }

  package static func model(
    _ card: ModelCard, in file: SafeTensors
  ) throws(ModelError) -> (model: Autoencoder, parameters: ParameterSet) {
    let network = try card.network(in: file)
    return (network, network.parameters)
  }

  package static func moments(_ card: ModelCard) -> Int { card.plan?.optimiser == .sgd ? 1 : 2 }

  package static func memory(in file: SafeTensors, like parameters: ParameterSet) {}

  package static func write(
    _ model: Autoencoder, _ memory: Void, into writer: inout SafeTensorsWriter
  ) {}
}

extension TrainingRun where Task == SampleTask {
  /// Begins a run, or resumes it from a state.
  package init(
    _ network: Autoencoder, plan: TrainingPlan, data: TrainingData, threads: Int = 1,
    from state: RunState<SampleTask>? = nil
  ) {
    let task = SampleTask(network, plan: plan, data: data, threads: threads, from: state)
    if let state { self.init(task, from: state) } else { self.init(task) }
  }
}

extension ModelCard: TrainingCard {
  /// A card without a plan describes a model that was not trained in a run.
  package var isPossible: Bool { plan?.isPossible ?? false }
}
