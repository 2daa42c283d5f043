import Aezip

/// Commands that together do one job on all pictures, some of them at a time, and what a run of
/// them took.
package struct SpeedRun: Sendable {
  /// By the clock, for all.
  package let seconds: Double
  /// Of all cores together.
  package let processorSeconds: Double
  /// The most memory that one of them held.
  package let peakBytes: Int

  package typealias Command = (path: String, arguments: [String])

  /// - Parameter jobs: commands that run at a time
  package init(_ commands: [Command], jobs: Int) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var (processor, peak) = (0.0, 0)
    try await Pipeline.run(commands, width: jobs) { command in
      try ProcessRun(command.path, command.arguments)
    } consume: { run in
      processor += run.processorSeconds
      peak = max(peak, run.peakBytes)
    }
    seconds = (clock.now - start) / .seconds(1)
    (processorSeconds, peakBytes) = (processor, peak)
  }
}
