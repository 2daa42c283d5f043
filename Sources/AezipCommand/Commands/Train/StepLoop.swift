import Files
import Training

/// Makes the steps of a run, shows its progress and saves it.
struct StepLoop {
  let files: TrainFiles
  let quiet: Bool

  /// The time between two savings of a run.
  private static let savingInterval = Duration.seconds(60)

  /// Makes all steps that are left and concludes the run. An interrupt during the steps saves the
  /// run and ends the process; a later one waits for the conclusion.
  ///
  /// - Parameters:
  ///   - card: the card of the run's checkpoints
  ///   - text: the progress line of the run
  ///   - conclude: makes the summary of the finished run; gets the seconds since the start
  func finish<Task: ResumableTask, Summary>(
    _ run: TrainingRun<Task>, _ card: Task.Card, text: (TrainingRun<Task>) -> String,
    conclude: (TrainingRun<Task>, () -> Double) async throws -> Summary
  ) async throws -> Summary {
    try await StopRequest.during { stop in
      let start = ContinuousClock.now
      let run = try await allSteps(of: run, card, text: text, until: stop)
      return try await conclude(run) { start.duration(to: .now) / .seconds(1) }
    }
  }

  private func allSteps<Task: ResumableTask>(
    of run: TrainingRun<Task>, _ card: Task.Card, text: (TrainingRun<Task>) -> String,
    until stop: StopRequest
  ) async throws -> TrainingRun<Task> {
    var run = run
    var saved = ContinuousClock.now
    let line = ProgressLine("training", quiet: quiet)
    defer { line.finish() }
    while !run.isFinished {
      if stop.isMade {
        line.finish()
        try files.write(checkpoint: Checkpoint(card, of: run).write())
        let resume = "`aezip train … \(files.model) --resume` continues the run"
        Output.complain(about: "stopped and saved after \(run.step) steps; \(resume)")
        stop.endProcess()
      }
      if saved.duration(to: .now) > Self.savingInterval {
        try files.write(checkpoint: Checkpoint(card, of: run).write())
        saved = .now
      }
      try await run.advance()
      line.show { text(run) }
    }
    return run
  }
}

extension TrainingProgress {
  /// The beginning and the end of a progress line, with parts between them.
  func text(_ parts: [String?]) -> String {
    let step = "training: step \(step)" + (steps.map { " of \($0)" } ?? "")
    let left = secondsLeft.map { "\(duration(seconds: $0)) left" }
    return ([step] + parts + [left]).compactMap(\.self).joined(separator: ", ")
  }
}
