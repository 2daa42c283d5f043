/// Concurrent work with results in order.
package enum Pipeline {
  /// Applies `work` to `inputs` and passes the results to `consume` in the inputs' order.
  ///
  /// At most `width` inputs are processed at a time and twice as many are held, so that a slow
  /// input neither stalls the others nor lets results pile up. The first error ends all.
  package static func run<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], width: Int, work: @escaping @Sendable (Input) async throws -> Output,
    consume: (Output) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
      var started = 0
      var running = 0
      var consumed = 0
      var waiting: [Int: Output] = [:]
      while consumed < inputs.count {
        while started < inputs.count, running < width, started - consumed < 2 * width {
          let index = started
          let input = inputs[index]
          group.addTask { (index, try await work(input)) }
          started += 1
          running += 1
        }
        guard let (index, output) = try await group.next() else { break }
        running -= 1
        waiting[index] = output
        while let next = waiting.removeValue(forKey: consumed) {
          try await consume(next)
          consumed += 1
        }
      }
    }
  }
}

/// Concurrent tasks whose results are consumed in the order of their start.
struct OrderedTasks<Output: Sendable> {
  private var tasks: [Task<Output, any Error>] = []
  private let width: Int

  /// - Parameter width: the most tasks in flight
  init(width: Int) { self.width = width }

  /// Starts `work`, and first consumes results as room is needed.
  mutating func start(
    _ work: @escaping @Sendable () throws -> Output, consume: (Output) throws -> Void
  ) async throws {
    tasks.append(Task { try work() })
    while tasks.count > width {
      try consume(try await tasks.removeFirst().value)
    }
  }

  /// Waits for all remaining tasks.
  mutating func finish(consume: (Output) throws -> Void) async throws {
    while !tasks.isEmpty { try consume(try await tasks.removeFirst().value) }
  }
}
