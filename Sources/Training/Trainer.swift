import Autodiff
import Tensors

/// The part of a batch that one tape processes.
package protocol Shard: Sendable {
  /// The number of samples, which is its weight in the batch.
  var samples: Int { get }
}

/// Trains a set of parameters step by step.
///
/// The shard size does not depend on the number of threads. Each shard has its own tape, and
/// gradients are added in the order of the shards. A run with a seed therefore repeats to the bit
/// on any number of threads.
package struct Trainer<Method: Optimiser>: Sendable {
  package private(set) var parameters: ParameterSet
  package private(set) var optimiser: Method
  /// The number of steps made.
  package private(set) var steps: Int
  /// The batch means of the values that the last step reported beside the loss; see
  /// ``Tape/report(_:_:)``.
  package private(set) var reports: [String: Double] = [:]
  package let threads: Int
  /// The global gradient norm above which gradients are clipped; nil for no clipping.
  package let clipping: Double?
  private let noise: NoiseKey

  /// - Parameters:
  ///   - optimiser: the optimiser, with its state if the run is resumed
  ///   - steps: the number of steps that a resumed run has made
  ///   - seed: the seed of all noise in operations
  ///   - threads: the number of parallel shards
  package init(
    _ parameters: ParameterSet, optimiser: Method, clipping: Double? = nil, steps: Int = 0,
    seed: UInt64 = 0, threads: Int = 1
  ) {
    self.steps = steps
    precondition(threads > 0)
    self.parameters = parameters
    self.optimiser = optimiser
    self.clipping = clipping
    self.threads = threads
    noise = NoiseKey(seed: seed)
  }

  /// Makes one step.
  ///
  /// - Parameters:
  ///   - shards: the batch
  ///   - rate: the learning rate
  ///   - isSane: receives the batch's mean loss and returns whether to update the parameters
  ///   - loss: returns the mean loss over the samples of a shard
  /// - Returns: the mean loss of the batch before the step
  /// - Throws: `TrainingError` if a loss or gradient is not finite; nothing has changed then.
  package mutating func step<Part: Shard>(
    _ shards: [Part], rate: Float, isSane: (Double) -> Bool = { _ in true },
    loss: @escaping @Sendable (Tape, Part) -> Variable
  ) async throws(TrainingError) -> Double {
    let batch = BatchGradient(
      parameters: parameters, noise: noise.derived(steps), step: steps, threads: threads)
    let sum = try await batch(shards, loss: loss)
    reports = sum.reports
    steps += 1
    guard isSane(sum.loss) else { return sum.loss }
    let allowed = clipping.map { sum.gradients.clipped(norm: $0) } ?? sum.gradients
    optimiser.update(&parameters, gradients: allowed, rate: rate)
    return sum.loss
  }
}

/// The reasons why a training step fails. The parameters stay as they were.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// A loss is infinite or NaN. The error names the step, the first operation with such a value and
  /// the parameter of its layer.
  case lossNotFinite(step: Int, operation: String?, layer: String?)
  /// A gradient is infinite or NaN although the loss is finite.
  case gradientNotFinite(step: Int, parameter: String)

  package var description: String {
    switch self {
    case .lossNotFinite(let step, let operation, let layer):
      "step \(step): the loss is not a finite number"
        + (operation.map { ", first seen in \($0)" } ?? "")
        + (layer.map { " with \($0)" } ?? "") + "; try a lower learning rate"
    case .gradientNotFinite(let step, let parameter):
      "step \(step): the gradient of \(parameter) is not finite; try a lower learning rate"
    }
  }
}
