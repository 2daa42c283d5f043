import Autodiff
import Networks
import Tensors

/// An unfinished run as a file. A resumed run is identical to the bit to an uninterrupted one.
///
/// The file is in the safetensors format. The metadata are `format`, and `card`, `run` and those of
/// the task as JSON. The tensors are the parameters under their names, `optimiser.0` and so on, and
/// those of the task. Only the version that wrote a checkpoint reads it.
package struct Checkpoint<Task: ResumableTask>: Sendable {
  package let card: Task.Card
  package let model: Task.Model
  package let state: RunState<Task>

  private struct Run: Codable {
    let step: Int
    let steps: Int?
    let curve: [Task.Point]
    let recent: RecentLoss
    let optimiserSteps: Int
    let optimiserTensors: Int
  }

  /// - Parameter card: the run's card; the number of steps is filled in
  package init(_ card: Task.Card, of run: TrainingRun<Task>) {
    var card = card
    card.steps = run.step
    (self.card, model, state) = (card, run.task.model, run.state)
  }

  /// Reads a file.
  package init(_ bytes: [UInt8]) throws(ModelError) {
    let file = try SafeTensors(bytes)
    try file.expect(format: Task.checkpointFormat)
    card = try file.decoded(Task.Card.self, "card")
    let run = try file.decoded(Run.self, "run")
    let (model, first) = try Task.model(card, in: file)
    let limit = TrainingLength.stepLimit
    // An optimiser has no moments before its first step.
    let kept = run.optimiserSteps == 0 ? 0 : Task.moments(card) * first.count
    guard card.isPossible, (0...limit).contains(run.step), (1...limit).contains(run.steps ?? 1),
      (0...limit).contains(run.optimiserSteps), run.optimiserTensors == kept
    else { throw .badMetadata(key: "run", value: "step \(run.step)") }
    self.model = model
    let parameters = try first.reading(file)
    var tensors: [Tensor] = []
    for index in 0..<run.optimiserTensors {
      let parameter = first.all[index % first.count]
      tensors.append(try file.tensor("optimiser.\(index)", like: first.value(parameter)))
    }
    state = RunState(
      parameters: parameters,
      optimiser: OptimiserState(steps: run.optimiserSteps, tensors: tensors),
      memory: try Task.memory(in: file, like: first), step: run.step, steps: run.steps,
      curve: run.curve, recent: run.recent)
  }

  package func write() throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: ["format": Task.checkpointFormat])
    try writer.set(card, "card")
    try writer.set(
      Run(
        step: state.step, steps: state.steps, curve: state.curve, recent: state.recent,
        optimiserSteps: state.optimiser.steps, optimiserTensors: state.optimiser.tensors.count),
      "run")
    state.parameters.write(into: &writer)
    for (index, tensor) in state.optimiser.tensors.enumerated() {
      let name = "optimiser.\(index)"
      writer.add(name, shape: tensor.fileShape(name), tensor.values)
    }
    try Task.write(model, state.memory, into: &writer)
    return try writer.write()
  }
}

/// The name prefixes of a checkpoint's tensors that do not belong to the model.
package let checkpointPrefixes = ["optimiser.", PhotoTask.basePrefix, PhotoTask.averagePrefix]
