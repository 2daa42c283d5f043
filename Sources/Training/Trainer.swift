import Autodiff
import Tensors

/// Part of a batch: what one tape works through.
package protocol Shard: Sendable {
  /// How many objects it holds: its weight in the batch.
  var samples: Int { get }
}

/// Trains a set of parameters, step by step.
///
/// A batch comes as shards of a size that has nothing to do with the number of threads. Each runs
/// forwards and backwards on a tape of its own; their gradients are added in the order of the
/// shards. So a run with a seed repeats to the bit on any number of threads.
package struct Trainer<Method: Optimiser>: Sendable {
  package private(set) var parameters: ParameterSet
  package private(set) var optimiser: Method
  /// Steps made.
  package private(set) var steps: Int
  /// What the last step's loss told beside itself: means over the batch, see
  /// ``Tape/report(_:_:)``.
  package private(set) var reports: [String: Double] = [:]
  package let threads: Int
  /// The greatest norm of all gradients together, or nil for any.
  package let clipping: Double?
  private let noise: NoiseKey

  /// - Parameters:
  ///   - optimiser: as it is, or with the state of a run that goes on
  ///   - steps: made before, by a run that goes on
  ///   - seed: of all noise that operations draw
  ///   - threads: shards worked on at a time
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
  ///   - isSane: told the batch's mean loss, whether it may move the parameters
  ///   - loss: one number for a shard, a mean over its samples
  /// - Returns: The mean loss of the batch, before the step.
  /// - Throws: `TrainingError` where a loss or gradient is not finite; nothing has changed then.
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
