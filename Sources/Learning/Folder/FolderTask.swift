import Autodiff
import Networks
import Tensors
import Training

/// Learns a small autoencoder from one folder's pictures, to minimise the bytes of its decoder and
/// all latents together at a target PSNR.
///
///     var training = try FolderTraining(samples: samples, shape: shape, count: n, plan: plan)
///     while !training.isFinished { try await training.advance() }
///     let learned = try await training.finish()
package typealias FolderTraining = TrainingRun<FolderTask>

package typealias FolderProgress = TrainingProgress<FolderLearner.Report>

extension TrainingRun where Task == FolderTask {
  /// - Parameters:
  ///   - samples: count × height × width × channels
  ///   - shape: the shape of each picture, grey or RGB
  ///   - threads: the number of shards processed at a time
  /// - Throws: `FolderError` if no model can be learned from the pictures
  package init(
    samples: [UInt8], shape: SampleShape, count: Int, plan: FolderPlan, threads: Int = 1
  ) throws(FolderError) {
    precondition(plan.isPossible && threads > 0)
    self.init(
      FolderTask(
        plan, try FolderPictures(samples: samples, shape: shape, count: count), threads: threads))
  }

  /// Optimises the latents for the decoder of a finished run, and evaluates its file. A run can be
  /// finished several times, with other targets.
  ///
  /// - Parameter decibels: the target PSNR; nil for the plan's
  /// - Throws: `FolderError`
  package func finish(at decibels: Double? = nil) async throws -> LearnedSamples {
    precondition(isFinished, "steps are left")
    guard let steps else { preconditionFailure("no step was made") }
    return try await task.finish(at: decibels ?? task.plan.decibels, steps: steps)
  }
}

extension TrainingProgress where Report == FolderLearner.Report {
  /// The PSNR over recent steps.
  package var decibels: Double? { report?.decibels }
  /// The cost of a picture's latents under the prior, in bytes.
  package var bytesAPicture: Double? { report.map { $0.bits / 8 } }
  /// The cost of the model's integers, in bytes.
  package var modelBytes: Double? { report.map { $0.weightBits / 8 } }
}

/// The training task of one folder.
package struct FolderTask: TrainingTask {
  package typealias Failure = any Error

  package let plan: FolderPlan
  private let pictures: FolderPictures
  private let threads: Int
  private let start = ContinuousClock.now
  /// Nil until the first step.
  private var work: Work?

  /// The state of learning, once the first step has fixed the design.
  private struct Work {
    var learner: FolderLearner
    var batches: FolderBatches
    /// The distortion weight, in bits per decibel.
    var lambda: Float
    /// Running means.
    var report: FolderLearner.Report?
  }

  init(_ plan: FolderPlan, _ pictures: FolderPictures, threads: Int) {
    (self.plan, self.pictures, self.threads) = (plan, pictures, threads)
  }

  package var plannedSteps: Int? { plan.length.steps() }

  package var report: FolderLearner.Report? { work?.report }

  /// The most latents of a picture.
  private static let mostLatents = 320

  package mutating func begin() async throws {
    let key = NoiseKey(seed: plan.seed)
    Tensor.keepMemory(upTo: (threads + 1) * (256 << 20))
    let (design, components) = try design(key: key.derived(4))
    let weights = try FolderStart.make(design, components, key: key.derived(5))
    let network = try FolderNetwork(design, weights, seed: plan.seed)
    let batches = FolderBatches(pictures, key: key.derived(6))
    let learner = FolderLearner(
      network, weights, pictures: pictures.count, seed: plan.seed, threads: threads)
    let stages = FolderStages(
      steps: 1, stepsPerEpoch: batches.stepsPerEpoch, latents: design.latents,
      decibels: plan.decibels)
    work = Work(learner: learner, batches: batches, lambda: stages.lambda.first)
  }

  /// Chooses a design and its initial components. They are even and odd if that costs less than the
  /// weights it saves.
  private func design(
    key: NoiseKey
  ) throws(FolderError) -> (FolderDesign, FolderComponents) {
    let all = try FolderComponents.find(in: pictures, atMost: Self.mostLatents, key: key)
    let design = FolderDesign(for: pictures, all, decibels: plan.decibels)
    guard FolderDesign.couldMirror(pictures) else { return (design, all) }
    let mirrored = try FolderComponents.findEvenAndOdd(
      in: pictures, atMost: Self.mostLatents, key: key)
    let extra = mirrored.extraBits(over: all, count: design.latents)
    guard extra * Double(pictures.count) < design.mirroringSaves else { return (design, all) }
    return (FolderDesign(for: pictures, mirrored, decibels: plan.decibels), mirrored)
  }

  package func stepsInTime(at step: Int, speed: Double?) async throws -> Int? {
    guard case .time(let seconds) = plan.length, let work else { return nil }
    var (trial, batches) = (work.learner, work.batches)
    let shards = batches.shards(step: 0)
    let encoded = try await TrainingLength.secondsPerStep(3) { _ in
      _ = try await trial.encodedStep(shards, step: 0, lambda: work.lambda, rate: 0)
    }
    let before = ContinuousClock.now
    await trial.encodeAll(batches.all)
    let encoding = before.duration(to: .now) / .seconds(1)
    await trial.measureReactions(shards.flatMap(\.indices))
    let coded = try await TrainingLength.secondsPerStep(3) { _ in
      _ = try await trial.codedStep(shards, step: 0, lambda: work.lambda, rate: 0)
    }
    let share = FolderStages.encodedShare
    // A round of the final search takes about two thirds of the time of an epoch's steps. Half as
    // many rounds are added to meet the target.
    let each = share * encoded + (1 - share + FolderStages.roundsPerEpoch) * coded
    let spent = start.duration(to: .now) / .seconds(1)
    return TrainingLength.steps(in: seconds - spent - 2 * encoding, each: each)
  }

  private func stages(_ work: Work, steps: Int) -> FolderStages {
    FolderStages(
      steps: steps, stepsPerEpoch: work.batches.stepsPerEpoch,
      latents: work.learner.network.latents, decibels: plan.decibels)
  }

  /// - Throws: `FolderError` or `TrainingError`.
  package mutating func advance(_ step: Int, of steps: Int?) async throws -> Double {
    guard var work, let steps else { preconditionFailure("the run has not begun") }
    // This is the only copy, so that arrays are mutated in place.
    self.work = nil
    defer { self.work = work }
    let stages = stages(work, steps: steps)
    let rate = stages.schedule.rate(at: step)
    let shards = work.batches.shards(step: step)
    let now: FolderLearner.Report
    if step < stages.encoded {
      now = try await work.learner.encodedStep(
        shards, step: step, lambda: work.lambda, rate: rate)
    } else {
      if work.learner.latents == nil { await work.learner.encodeAll(work.batches.all) }
      if stages.measuresReactions(before: step) {
        await work.learner.measureReactions(shards.flatMap(\.indices))
      }
      now = try await work.learner.codedStep(shards, step: step, lambda: work.lambda, rate: rate)
    }
    let loss = now.bits - Double(work.lambda) * now.decibels
    let recent = work.report.map { $0.moved(towards: now, by: 0.02) } ?? now
    work.report = recent
    work.lambda = stages.steered(work.lambda, step: step + 1, decibels: recent.decibels)
    return loss
  }

  /// Optimises the latents and the prior for the current decoder.
  func finish(at decibels: Double, steps: Int) async throws(FolderError) -> LearnedSamples {
    guard var work else { preconditionFailure("no step was made") }
    if work.learner.latents == nil { await work.learner.encodeAll(work.batches.all) }
    await work.learner.measureReactions(pictures.spread(40))
    var ending = try FolderEnding(
      work.learner, work.batches, decibels: decibels, lambda: work.lambda, threads: threads)
    try await ending.search(rounds: stages(work, steps: steps).rounds)
    return ending.learned
  }
}

extension FolderPictures {
  /// Evenly spaced indices of some pictures.
  fileprivate func spread(_ wanted: Int) -> [Int] {
    let number = min(wanted, count)
    return (0..<number).map { $0 * count / number }
  }
}

extension FolderLearner.Report {
  fileprivate func moved(towards other: Self, by share: Double) -> Self {
    func mixed(_ a: Double, _ b: Double) -> Double { a + (b - a) * share }
    return Self(
      bits: mixed(bits, other.bits), decibels: mixed(decibels, other.decibels),
      weightBits: mixed(weightBits, other.weightBits))
  }
}

/// How a model is learned from a folder's pictures. The plan and the pictures determine the result.
package struct FolderPlan: Sendable, Equatable, Codable {
  package typealias Length = TrainingLength

  /// The target: mean PSNR over all pictures in decibels, samples 0…255.
  package var decibels: Double
  package var length: Length
  package var seed: UInt64

  package init(decibels: Double, length: Length, seed: UInt64 = 0) {
    self.decibels = decibels
    self.length = length
    self.seed = seed
  }

  /// Whether a run can follow the plan.
  package var isPossible: Bool {
    if case .epochs = length { return false }
    return length.isPossible && (5...60).contains(decibels)
  }
}

/// The result of learning from a folder's pictures.
package struct LearnedSamples: Sendable {
  /// The model file, which only decodes; weights are bytes with a step for each tensor.
  package let file: [UInt8]
  /// The quantised latents of each picture.
  package let symbols: [[Int16]]
  /// The mean PSNR of the pictures that the file decodes, in decibels, samples 0…255.
  package let decibels: Double
  /// The approximate cost of all latents under the prior, in bits.
  package let bits: Double
  /// Whether the PSNR reaches the target.
  package let meetsTarget: Bool

  /// Ranks results: first by meeting the target, then by fewer bits if both meet it, else by higher
  /// PSNR.
  package func isBetter(than other: LearnedSamples) -> Bool {
    guard meetsTarget == other.meetsTarget else { return meetsTarget }
    return meetsTarget ? bits < other.bits : decibels > other.decibels
  }
}
