import Autodiff
import Tensors

/// Computes the loss and the gradients of a batch. Threads work on its shards in parallel; the
/// results are added in the order of the shards.
package struct BatchGradient: Sendable {
  package let parameters: ParameterSet
  package let noise: NoiseKey
  /// The number of the step that errors report.
  package let step: Int
  package let threads: Int

  package init(parameters: ParameterSet, noise: NoiseKey, step: Int = 0, threads: Int = 1) {
    self.parameters = parameters
    self.noise = noise
    self.step = step
    self.threads = threads
  }

  private struct Part: Sendable {
    let index: Int
    let loss: Double
    let reports: [String: Double]
    let gradients: [Tensor]
  }

  /// The loss and the gradients of a batch.
  package struct Sum: Sendable {
    /// The mean loss over all samples.
    package let loss: Double
    /// The means of the values reported beside the loss, see ``Tape/report(_:_:)``.
    package let reports: [String: Double]
    /// One gradient per parameter.
    package let gradients: [Tensor]
  }

  package func callAsFunction<S: Shard>(
    _ shards: [S], loss: @escaping @Sendable (Tape, S) -> Variable
  ) async throws(TrainingError) -> Sum {
    precondition(!shards.isEmpty)
    let all = Float(shards.reduce(0) { $0 + $1.samples })
    let weights = shards.map { Float($0.samples) / all }
    do {
      return try await withThrowingTaskGroup(of: Part.self) { group in
        var sum = OrderedSum()
        for (index, shard) in shards.enumerated() {
          if index >= threads, let part = try await group.next() { sum.add(part) }
          group.addTask { try run(shard, index: index, weight: weights[index], loss) }
        }
        for try await part in group { sum.add(part) }
        return try checked(sum)
      }
    } catch let error as TrainingError {
      throw error
    } catch {
      // The closure throws nothing else.
      throw .lossNotFinite(step: step, operation: nil, layer: nil)
    }
  }

  private func run<S: Shard>(
    _ shard: S, index: Int, weight: Float, _ loss: (Tape, S) -> Variable
  ) throws(TrainingError) -> Part {
    let noise = self.noise.derived(index)
    let tape = Tape(parameters, noise: noise)
    let value = loss(tape, shard)
    guard value.number.isFinite else {
      // A second pass checks every value to find the operation that failed.
      let search = Tape(parameters, noise: noise, recording: false, checking: true)
      _ = loss(search, shard)
      let fault = search.firstNotFinite
      throw .lossNotFinite(step: step, operation: fault?.name, layer: fault?.layer)
    }
    return Part(
      index: index, loss: Double(value.number) * Double(weight),
      reports: tape.reports.mapValues { $0 * Double(weight) },
      gradients: tape.backward(from: value, weight: weight))
  }

  private func checked(_ sum: OrderedSum) throws(TrainingError) -> Sum {
    for (index, gradient) in sum.gradients.enumerated() where !gradient.isFinite {
      throw .gradientNotFinite(step: step, parameter: parameters.name(at: index))
    }
    return Sum(loss: sum.loss, reports: sum.reports, gradients: sum.gradients)
  }

  /// Adds partial sums in the order of the shards, whichever is ready first.
  private struct OrderedSum {
    private(set) var loss: Double = 0
    private(set) var reports: [String: Double] = [:]
    private(set) var gradients: [Tensor] = []
    private var next = 0
    private var waiting: [Int: Part] = [:]

    mutating func add(_ part: Part) {
      waiting[part.index] = part
      while let part = waiting.removeValue(forKey: next) {
        loss += part.loss
        reports.merge(part.reports) { $0 + $1 }
        gradients =
          gradients.isEmpty
          ? part.gradients : zip(gradients, part.gradients).map { $0.combined(.sum, $1) }
        next += 1
      }
    }
  }
}

/// Calls `body` for all parts, up to `threads` at a time, and returns the results in their order.
package func concurrently<Part: Sendable, Result: Sendable>(
  _ parts: [Part], threads: Int, _ body: @escaping @Sendable (Part) -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: parts.count)
    for (index, part) in parts.enumerated() {
      if index >= threads, let (done, result) = await group.next() { results[done] = result }
      group.addTask { (index, body(part)) }
    }
    for await (done, result) in group { results[done] = result }
    return results.compactMap(\.self)
  }
}
