import Networks

/// Learns a small autoencoder from one folder's pictures, so that its decoder and all codes
/// together are few bytes at a PSNR asked for; one step at a time, so that whoever drives it can
/// show and stop between steps.
///
///     var training = try FolderTraining(samples: samples, shape: shape, count: n, plan: plan)
///     while !training.isFinished { try await training.advance() }
///     let learned = try await training.finish()
///
/// What comes of it depends on the plan, the pictures and the number of steps, never on time or
/// threads.
package struct FolderTraining: Sendable {
  package let plan: FolderPlan
  /// Steps made.
  package private(set) var step = 0
  private let pictures: FolderPictures
  private let threads: Int
  private let start = ContinuousClock.now
  /// Nil until the first step.
  private var run: FolderRun?

  /// - Parameters:
  ///   - samples: count × height × width × channels
  ///   - shape: of each picture, grey or red, green and blue
  ///   - threads: shards worked on at a time
  /// - Throws: `FolderError` for pictures no model is learned from.
  package init(
    samples: [UInt8], shape: SampleShape, count: Int, plan: FolderPlan, threads: Int = 1
  ) throws(FolderError) {
    precondition(plan.isPossible && threads > 0)
    self.plan = plan
    self.threads = threads
    pictures = try FolderPictures(samples: samples, shape: shape, count: count)
  }

  /// Steps in all; nil until the first where time is to tell.
  package var steps: Int? {
    if let run { return run.stages.steps }
    if case .steps(let steps) = plan.length { return steps }
    return nil
  }

  package var isFinished: Bool { steps.map { step >= $0 } ?? false }

  /// Makes a step, if there is one left; the first one takes longer.
  ///
  /// - Throws: `FolderError` or `TrainingError`.
  package mutating func advance() async throws {
    guard !isFinished else { return }
    if run == nil { run = try await FolderRun(plan, pictures, threads: threads, since: start) }
    try await run?.advance(step)
    step += 1
  }

  /// Looks for the best codes of the decoder that was learned, at the PSNR asked for, and measures
  /// what the file that is to be stored makes of them. Can be done again with another aim.
  ///
  /// - Parameter decibels: what is aimed at if not at the plan's PSNR
  /// - Throws: `FolderError`
  package mutating func finish(at decibels: Double? = nil) async throws -> LearnedSamples {
    precondition(isFinished, "steps are left")
    let (threads, aim) = (threads, decibels ?? plan.decibels)
    guard let learned = try await run?.finish(at: aim, threads: threads) else {
      preconditionFailure("no step was made")
    }
    return learned
  }
}

extension FolderTraining {
  /// How far the run has come.
  package var progress: FolderProgress {
    let speed = run?.clock.stepsASecond(at: step)
    return FolderProgress(
      step: step, steps: steps, decibels: run?.report?.decibels,
      bytesAPicture: run?.report.map { $0.bits / 8 },
      modelBytes: run?.report.map { $0.weightBits / 8 },
      secondsLeft: speed.flatMap { speed in steps.map { Double($0 - step) / speed } })
  }
}
