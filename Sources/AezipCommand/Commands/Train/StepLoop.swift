import Files
import Training

/// A run as the terminal sees it, whatever it trains.
protocol SteppedRun: Sendable {
  /// Steps made.
  var step: Int { get }
  var isFinished: Bool { get }
  /// How far it has come, for the progress line.
  var progressText: String { get }
  mutating func advance() async throws
}

extension TrainingRun: SteppedRun {
  var progressText: String { progress.text }
}

extension PhotoRun: SteppedRun {
  var progressText: String { progress.text }
}

/// Makes the steps of a run, shows how far it is, and saves it now and then.
struct StepLoop {
  let files: TrainFiles
  let quiet: Bool

  /// Seconds between two savings of a run.
  private static let savingInterval = Duration.seconds(60)

  /// All steps that are left; an interrupt saves and ends the process.
  func finish<Run: SteppedRun>(
    _ run: Run, until stop: StopRequest, save: (Run) throws -> Void
  ) async throws -> Run {
    var run = run
    var saved = ContinuousClock.now
    let line = ProgressLine("training", quiet: quiet)
    defer { line.finish() }
    while !run.isFinished {
      if stop.isMade {
        line.finish()
        try save(run)
        let again = "`aezip train … \(files.model) --resume` goes on"
        Output.complain(about: "stopped after \(run.step) steps and saved; \(again)")
        stop.endProcess()
      }
      if saved.duration(to: .now) > Self.savingInterval {
        try save(run)
        saved = .now
      }
      try await run.advance()
      line.show { run.progressText }
    }
    return run
  }
}
