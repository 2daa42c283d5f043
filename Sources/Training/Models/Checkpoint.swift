import Autodiff
import Networks
import Tensors

/// A run that is not over, as a file: what goes on from it is to the bit what would have been.
package struct Checkpoint: Sendable {
  package static let format = "aezip-checkpoint-1"

  package let card: ModelCard
  package let network: Autoencoder
  package let state: RunState

  private struct Run: Codable {
    let step: Int
    let steps: Int?
    let curve: [LossPoint]
    let recent: RecentLoss
    let optimiserSteps: Int
    let optimiserTensors: Int
  }

  package init(card: ModelCard, network: Autoencoder, state: RunState) {
    self.card = card
    self.network = network
    self.state = state
  }

  /// Reads a file.
  package init(_ bytes: [UInt8]) throws(ModelError) {
    let file = try SafeTensors(bytes)
    try file.expect(format: Self.format)
    card = try file.decoded(ModelCard.self, "card")
    let run = try file.decoded(Run.self, "run")
    network = try card.network(in: file)
    let first = network.parameters
    guard let plan = card.plan, plan.isPossible,
      (0...TrainingPlan.stepLimit).contains(run.step),
      run.steps.map({ $0 <= TrainingPlan.stepLimit }) ?? true,
      (0...2).map({ $0 * first.count }).contains(run.optimiserTensors)
    else { throw .badMetadata(key: "run", value: "step \(run.step)") }
    var tensors: [Tensor] = []
    for index in 0..<run.optimiserTensors {
      let parameter = first.all[index % first.count]
      tensors.append(try file.tensor("optimiser.\(index)", like: first.value(parameter)))
    }
    state = RunState(
      parameters: try first.reading(file),
      optimiser: OptimiserState(steps: run.optimiserSteps, tensors: tensors), step: run.step,
      steps: run.steps, curve: run.curve, recent: run.recent)
  }

  package func write() throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: ["format": Self.format])
    try writer.set(card, "card")
    let run = Run(
      step: state.step, steps: state.steps, curve: state.curve, recent: state.recent,
      optimiserSteps: state.optimiser.steps, optimiserTensors: state.optimiser.tensors.count)
    try writer.set(run, "run")
    state.parameters.write(into: &writer)
    for (index, tensor) in state.optimiser.tensors.enumerated() {
      let name = "optimiser.\(index)"
      writer.add(name, shape: tensor.fileShape(name), tensor.values)
    }
    return try writer.write()
  }
}

extension TrainingPlan {
  /// Steps no run has more of.
  package static let stepLimit = 1 << 40

  /// Whether batches can be made by it.
  package var isPossible: Bool {
    let isLong =
      switch length {
      case .steps(let steps): (1...Self.stepLimit).contains(steps)
      case .epochs(let epochs): (1...1 << 20).contains(epochs)
      case .time(let seconds): seconds > 0 && seconds < 1e9
      }
    let sizes = 1...1 << 20
    return isLong && sizes.contains(batch) && sizes.contains(shard) && sizes.contains(warmUp + 1)
      && rate > 0 && rate.isFinite && (0...1).contains(finalShare)
      && (0..<1).contains(momentum) && (clipping ?? 1) > 0
      && (0...1 << 16).contains(augmentation?.shift ?? 0)
      && augmentation?.warp?.isPossible ?? true
  }
}
