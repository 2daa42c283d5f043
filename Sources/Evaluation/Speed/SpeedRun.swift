import Aezip

/// The time and memory of commands that together do one job on all pictures.
package struct SpeedRun: Sendable {
  /// Wall-clock seconds for all.
  package let seconds: Double
  /// Seconds of all cores together.
  package let processorSeconds: Double
  /// The most memory that one of them held, in bytes.
  package let peakBytes: Int

  package typealias Command = (path: String, arguments: [String])

  /// Runs commands and times them.
  ///
  /// - Parameter jobs: commands that run at a time
  /// - Throws: ``ExternalError``
  package static func time(_ commands: [Command], jobs: Int) async throws -> SpeedRun {
    let clock = ContinuousClock()
    let start = clock.now
    var (processor, peak) = (0.0, 0)
    try await Pipeline.run(commands, width: jobs) { command in
      try ProcessRun.run(command.path, command.arguments)
    } consume: { run in
      processor += run.processorSeconds
      peak = max(peak, run.peakBytes)
    }
    return SpeedRun(
      seconds: (clock.now - start) / .seconds(1), processorSeconds: processor, peakBytes: peak)
  }
}
