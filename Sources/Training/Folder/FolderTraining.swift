import Networks
import Tensors

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
  private var run: Run?

  /// What the first step finds out.
  private struct Run: Sendable {
    var learner: FolderLearner
    var stages: FolderStages
    var batches: FolderBatches
    var lambda: Float
    /// Of late.
    var report: FolderLearner.Report?
    var clock = RunClock()

    mutating func advance(_ step: Int) async throws(TrainingError) {
      let rate = stages.schedule.rate(at: step)
      let shards = batches.shards(step: step)
      clock.begin(at: step)
      let now: FolderLearner.Report
      if step < stages.encoded {
        now = try await learner.encodedStep(shards, step: step, lambda: lambda, rate: rate)
      } else {
        if learner.codes == nil { await learner.encodeAll(batches.all) }
        if stages.looksAtReactions(before: step) {
          await learner.lookAtReactions(shards.flatMap(\.indices))
        }
        now = try await learner.codedStep(shards, step: step, lambda: lambda, rate: rate)
      }
      let late = report.map { $0.moved(towards: now, by: 0.02) } ?? now
      report = late
      lambda = stages.steered(lambda, step: step + 1, decibels: late.decibels)
    }
  }

  /// - Parameters:
  ///   - samples: count × height × width × channels
  ///   - shape: of each picture, grey or red, green and blue
  ///   - threads: shards worked on at a time
  /// - Throws: `FolderError` for pictures no model is learned from.
  package init(
    samples: [UInt8], shape: ObjectShape, count: Int, plan: FolderPlan, threads: Int = 1
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
    if run == nil { run = try await begin() }
    try await run?.advance(step)
    step += 1
  }

  private func begin() async throws -> Run {
    let key = NoiseKey(seed: plan.seed)
    Tensor.keepMemory(upTo: (threads + 1) * (256 << 20))
    let components = try FolderComponents(of: pictures, key: key.derived(4))
    let design = FolderDesign(for: pictures, components, decibels: plan.decibels)
    let start = try FolderStart(design, components, key: key.derived(5))
    let network = try FolderNetwork(design, start, seed: plan.seed)
    let batches = FolderBatches(pictures, key: key.derived(6))
    let learner = FolderLearner(
      network, start, pictures: pictures.count, seed: plan.seed, threads: threads)
    let stages = { (steps: Int) in
      FolderStages(
        steps: steps, stepsAnEpoch: batches.stepsAnEpoch, latents: design.latents,
        decibels: plan.decibels)
    }
    let first = stages(1).lambda.first
    var run = Run(
      learner: learner, stages: stages(1), batches: batches, lambda: first)
    switch plan.length {
    case .steps(let steps): run.stages = stages(steps)
    case .time(let seconds):
      run.stages = stages(try await Self.steps(in: seconds, run, start: self.start))
    }
    return run
  }

  /// How many steps a time is, found by steps that are not kept.
  private static func steps(
    in seconds: Double, _ run: Run, start: ContinuousClock.Instant
  ) async throws -> Int {
    var trial = run
    func time(_ body: (inout Run) async throws -> Void) async throws -> Double {
      // The first one fills caches.
      try await body(&trial)
      let start = ContinuousClock.now
      for _ in 0..<3 { try await body(&trial) }
      return start.duration(to: .now) / .seconds(3)
    }
    let shards = trial.batches.shards(step: 0)
    let encoded = try await time {
      _ = try await $0.learner.encodedStep(shards, step: 0, lambda: run.lambda, rate: 0)
    }
    let before = ContinuousClock.now
    await trial.learner.encodeAll(trial.batches.all)
    let encoding = before.duration(to: .now) / .seconds(1)
    await trial.learner.lookAtReactions(shards.flatMap(\.indices))
    let coded = try await time {
      _ = try await $0.learner.codedStep(shards, step: 0, lambda: run.lambda, rate: 0)
    }
    let share = FolderStages.encodedShare
    // A round of the end costs about as much as two thirds of an epoch's steps.
    let each = share * encoded + (1 - share + 0.67 * FolderStages.roundsAnEpoch) * coded
    let spent = start.duration(to: .now) / .seconds(1)
    let left = max(seconds - spent - 2 * encoding, 0)
    return max(1, min(Int(left / max(each, 1e-6)), TrainingPlan.stepLimit))
  }

  /// Looks for the best codes of the decoder that was learned, at the PSNR asked for, and measures
  /// what the file that is to be stored makes of them.
  ///
  /// - Throws: `FolderError`
  package mutating func finish() async throws -> LearnedObjects {
    precondition(isFinished, "steps are left")
    guard var run else { preconditionFailure("no step was made") }
    if run.learner.codes == nil { await run.learner.encodeAll(run.batches.all) }
    await run.learner.lookAtReactions(run.batches.pictures.spread(40))
    var ending = try FolderEnding(
      run.learner, run.batches, decibels: plan.decibels, lambda: run.lambda, threads: threads)
    await ending.search(rounds: run.stages.rounds)
    return ending.learned
  }
}

extension FolderPictures {
  /// Some of all, evenly spread.
  func spread(_ wanted: Int) -> [Int] {
    let number = min(wanted, count)
    return (0..<number).map { $0 * count / number }
  }
}

extension FolderLearner.Report {
  func moved(towards other: Self, by share: Double) -> Self {
    func mixed(_ a: Double, _ b: Double) -> Double { a + (b - a) * share }
    return Self(
      bits: mixed(bits, other.bits), decibels: mixed(decibels, other.decibels),
      weightBits: mixed(weightBits, other.weightBits))
  }
}

/// How far a folder's run has come.
package struct FolderProgress: Sendable {
  package let step: Int
  package let steps: Int?
  /// PSNR of the last steps' pictures.
  package let decibels: Double?
  /// What the codes of one cost, by the prior.
  package let bytesAPicture: Double?
  /// What the model's integers cost.
  package let modelBytes: Double?
  /// Of the steps; what comes after them takes about a tenth of the time.
  package let secondsLeft: Double?
}

extension FolderTraining {
  package var note: String { run.map { "λ \($0.lambda) \($0.learner.network.design.body) K \($0.learner.network.latents)" } ?? "" }
  package var progress: FolderProgress {
    let speed = run?.clock.stepsASecond(at: step)
    return FolderProgress(
      step: step, steps: steps, decibels: run?.report?.decibels,
      bytesAPicture: run?.report.map { $0.bits / 8 },
      modelBytes: run?.report.map { $0.weightBits / 8 },
      secondsLeft: speed.flatMap { speed in steps.map { Double($0 - step) / speed } })
  }
}
