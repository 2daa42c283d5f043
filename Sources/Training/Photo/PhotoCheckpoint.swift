import Autodiff
import Networks
import Tensors

/// A photo run that is not over, as a file: what goes on from it is to the bit what would have
/// been.
package struct PhotoCheckpoint: Sendable {
  package static let format = "aezip-photo-checkpoint-1"

  package let card: PhotoCard
  package let objective: PhotoObjective
  package let state: PhotoRun.State

  private struct Run: Codable {
    let steps: Int?
    let curve: [PhotoPoint]
    let recent: RecentLoss
    let trained: Int
    let optimiserSteps: Int
    let losses: [Double]
    let metadata: [String: String]
  }

  /// Prefixes of the tensors' names.
  private enum Part {
    static let base = "base."
    static let average = "average."
    static let moments = ["first.", "second."]
  }

  /// What the names of tensors begin with that are no parameters.
  package static let prefixes = [Part.base, Part.average] + Part.moments

  package init(card: PhotoCard, objective: PhotoObjective, state: PhotoRun.State) {
    self.card = card
    self.objective = objective
    self.state = state
  }

  /// Reads a file.
  package init(_ bytes: [UInt8]) throws(ModelError) {
    let file = try SafeTensors(bytes)
    try file.expect(format: Self.format)
    card = try file.decoded(PhotoCard.self, "card")
    let run = try file.decoded(Run.self, "run")
    let model = TrainablePhotoModel(try Self.weights(run.metadata, file))
    if let noise = card.plan.noise {
      guard noise.count == model.configuration.levels, card.plan.isPossible else {
        throw .badMetadata(key: "card", value: "\(noise.count) deviations of noise")
      }
      objective = PhotoObjective(model, cleaning: noise)
    } else {
      objective = try Self.coding(model, run.metadata)
    }
    let limits = 0...TrainingPlan.stepLimit
    guard card.plan.isPossible, limits.contains(run.trained), limits.contains(run.optimiserSteps),
      (1...TrainingPlan.stepLimit).contains(run.steps ?? 1),
      run.steps != nil || run.trained == 0
    else { throw .badMetadata(key: "run", value: "step \(run.trained)") }
    let first = model.parameters
    // Nothing has been remembered where no step was made.
    let kept = run.optimiserSteps == 0 ? [] : Part.moments
    var moments: [Tensor] = []
    for part in kept { moments += try Self.tensors(part, like: first, in: file) }
    state = PhotoRun.State(
      training: PhotoTraining.State(
        parameters: try first.reading(file),
        averages: try Self.tensors(Part.average, like: first, in: file),
        optimiser: OptimiserState(steps: run.optimiserSteps, tensors: moments),
        steps: run.trained, losses: run.losses),
      steps: run.steps, curve: run.curve, recent: run.recent)
  }

  private static func coding(
    _ model: TrainablePhotoModel, _ metadata: [String: String]
  ) throws(ModelError) -> PhotoObjective {
    let weights = PhotoWeights(model.configuration, metadata: metadata, values: [:])
    guard let lambdas = weights.lambdas else {
      throw .badMetadata(key: "lambdas", value: metadata["lambdas"] ?? "")
    }
    return PhotoObjective(model, lambdas: lambdas)
  }

  /// Weights to begin with, of which only those matter that parameters are factors of.
  private static func weights(
    _ metadata: [String: String], _ file: SafeTensors
  ) throws(ModelError) -> PhotoWeights {
    let configuration = try PhotoConfiguration(metadata: metadata)
    let tensors = configuration.tensors
    // Before memory is taken for them.
    guard tensors.allSatisfy({ $0.shape.reduce(1, *) <= file.numberCount }) else {
      throw .malformed("its tensors are smaller than its sizes say")
    }
    var values: [String: [Float]] = [:]
    for tensor in tensors {
      let count = tensor.shape.reduce(1, *)
      values[tensor.name] =
        file.shape(of: Part.base + tensor.name) == tensor.shape
        ? try file.floats(Part.base + tensor.name) : Array(repeating: 0, count: count)
    }
    return PhotoWeights(configuration, metadata: metadata, values: values)
  }

  private static func tensors(
    _ part: String, like set: ParameterSet, in file: SafeTensors
  ) throws(ModelError) -> [Tensor] {
    var tensors: [Tensor] = []
    for parameter in set.all {
      tensors.append(
        try file.tensor(part + set.name(parameter), like: set.value(parameter)))
    }
    return tensors
  }

  package func write() throws(ModelError) -> [UInt8] {
    let training = state.training
    var writer = SafeTensorsWriter(metadata: ["format": Self.format])
    try writer.set(card, "card")
    try writer.set(
      Run(
        steps: state.steps, curve: state.curve, recent: state.recent, trained: training.steps,
        optimiserSteps: training.optimiser.steps, losses: training.losses,
        metadata: objective.model.metadata), "run")
    for (name, base) in objective.model.bases {
      let shape = objective.model.configuration.tensors.first { $0.name == name }?.shape ?? []
      writer.add(Part.base + name, shape: shape, base.values)
    }
    training.parameters.write(into: &writer)
    let parameters = training.parameters
    func add(_ part: String, _ tensors: ArraySlice<Tensor>) {
      for (parameter, tensor) in zip(parameters.all, tensors) {
        let name = part + parameters.name(parameter)
        writer.add(name, shape: tensor.fileShape(name), tensor.values)
      }
    }
    add(Part.average, training.averages[...])
    let count = parameters.count
    for (index, part) in Part.moments.enumerated() {
      add(part, training.optimiser.tensors.dropFirst(index * count).prefix(count))
    }
    return try writer.write()
  }
}
