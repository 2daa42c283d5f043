import Autodiff
import Networks

/// A training run. Its caller makes one step at a time and can show, save or stop the run in
/// between.
///
///     var run = TrainingRun(task)
///     while !run.isFinished { try await run.advance() }
///
/// A run also has the properties of its task: `run.plan` is `run.task.plan`.
@dynamicMemberLookup
package struct TrainingRun<Task: TrainingTask>: Sendable {
  package private(set) var task: Task
  /// The number of steps made.
  package private(set) var step: Int
  /// The total number of steps; nil until a time has become a number of steps.
  package private(set) var steps: Int?
  /// The loss curve so far; the first point belongs to step 0.
  package private(set) var curve: [Task.Point]
  /// The losses since the last point of the curve.
  private var recent: RecentLoss
  private var clock = StepClock()

  /// Begins a run.
  package init(_ task: Task) {
    self.task = task
    (step, steps, curve, recent) = (0, task.plannedSteps, [], RecentLoss())
  }

  package subscript<Value>(dynamicMember path: KeyPath<Task, Value>) -> Value {
    task[keyPath: path]
  }

  package var isFinished: Bool { steps.map { step >= $0 } ?? false }

  /// Makes a step, if one is left.
  package mutating func advance() async throws(Task.Failure) {
    guard !isFinished else { return }
    if step == 0 { try await task.begin() }
    try await findSteps()
    if curve.isEmpty, let first = try await task.point(at: step, of: steps, loss: nil) {
      curve.append(first)
    }
    clock.begin(at: step)
    recent.add(try await task.advance(step, of: steps))
    step += 1
    try await findSteps()
    guard isFinished || (task.interval(of: steps).map { step % $0 == 0 } ?? false) else { return }
    if let point = try await task.point(at: step, of: steps, loss: recent.mean) {
      curve.append(point)
      recent = RecentLoss()
    }
  }

  private mutating func findSteps() async throws(Task.Failure) {
    guard steps == nil else { return }
    steps = try await task.stepsInTime(at: step, speed: clock.stepsPerSecond(at: step))
  }

  package var progress: TrainingProgress<Task.Report> {
    let speed = clock.stepsPerSecond(at: step)
    return TrainingProgress(
      step: step, steps: steps, loss: recent.mean, stepsPerSecond: speed,
      secondsLeft: speed.flatMap { speed in steps.map { Double($0 - step) / speed } },
      report: task.report)
  }
}

/// The progress of a run.
package struct TrainingProgress<Report: Sendable>: Sendable {
  package let step: Int
  package let steps: Int?
  /// The mean loss since the last point of the curve.
  package let loss: Double?
  package let stepsPerSecond: Double?
  package let secondsLeft: Double?
  package let report: Report?
}

/// A task whose runs can be saved to a ``Checkpoint`` and resumed.
package protocol ResumableTask: TrainingTask where Point: Codable {
  /// The card in the files of a run.
  associatedtype Card: TrainingCard
  /// The part of a checkpoint beside the parameters: the network or the objective.
  associatedtype Model: Sendable
  /// The state that the task keeps between steps beside parameters and optimiser.
  associatedtype Memory: Sendable

  /// The `format` in the metadata of its checkpoints.
  static var checkpointFormat: String { get }

  var model: Model { get }
  var parameters: ParameterSet { get }
  var optimiser: OptimiserState { get }
  var memory: Memory { get }

  /// Reads the model of a checkpoint, and parameters of its names and shapes.
  static func model(
    _ card: Card, in file: SafeTensors
  ) throws(ModelError) -> (model: Model, parameters: ParameterSet)

  /// The number of tensors that the optimiser keeps for each parameter.
  static func moments(_ card: Card) -> Int

  static func memory(
    in file: SafeTensors, like parameters: ParameterSet
  ) throws(ModelError) -> Memory

  /// Writes what ``model(_:in:)`` and ``memory(in:like:)`` read.
  static func write(
    _ model: Model, _ memory: Memory, into writer: inout SafeTensorsWriter
  ) throws(ModelError)
}

/// The description of a run in its files.
package protocol TrainingCard: Sendable, Codable {
  /// The number of steps made.
  var steps: Int { get set }
  /// Whether its plan is valid.
  var isPossible: Bool { get }
}

/// The state that a run resumes from.
package struct RunState<Task: ResumableTask>: Sendable {
  package let parameters: ParameterSet
  package let optimiser: OptimiserState
  package let memory: Task.Memory
  package let step: Int
  package let steps: Int?
  package let curve: [Task.Point]
  package let recent: RecentLoss
}

extension TrainingRun where Task: ResumableTask {
  package var state: RunState<Task> {
    RunState(
      parameters: task.parameters, optimiser: task.optimiser, memory: task.memory, step: step,
      steps: steps, curve: curve, recent: recent)
  }

  /// Resumes a run.
  ///
  /// - Parameters:
  ///   - task: the task with the state's parameters, optimiser and memory
  ///   - state: the saved state of the run
  package init(_ task: Task, from state: RunState<Task>) {
    self.init(task)
    (step, curve, recent) = (state.step, state.curve, state.recent)
    steps = state.steps ?? steps
  }
}

/// The mean of losses, added in their order.
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

/// The speed of the steps since a run began or was resumed.
private struct StepClock: Sendable {
  private var start: (time: ContinuousClock.Instant, step: Int)?

  mutating func begin(at step: Int) {
    if start == nil { start = (.now, step) }
  }

  func stepsPerSecond(at step: Int) -> Double? {
    guard let start, step > start.step else { return nil }
    return Double(step - start.step) / max(start.time.duration(to: .now) / .seconds(1), 1e-9)
  }
}
