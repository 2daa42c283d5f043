import Autodiff
import Tensors
import Training

/// A folder's run, once it is known what is to be learned and in how many steps.
package struct FolderRun: Sendable {
  private let plan: FolderPlan
  private(set) var learner: FolderLearner
  private(set) var stages: FolderStages
  private var batches: FolderBatches
  /// Bits a decibel is worth.
  private(set) var lambda: Float
  /// Of late.
  private(set) var report: FolderLearner.Report?
  private(set) var clock = RunClock()

  /// - Parameter start: from when on a plan's time counts
  /// - Throws: `FolderError` or, where steps must be timed, `TrainingError`.
  package init(
    _ plan: FolderPlan, _ pictures: FolderPictures, threads: Int,
    since start: ContinuousClock.Instant
  ) async throws {
    self.plan = plan
    let key = NoiseKey(seed: plan.seed)
    Tensor.keepMemory(upTo: (threads + 1) * (256 << 20))
    let (design, components) = try Self.design(
      for: pictures, decibels: plan.decibels, key: key.derived(4))
    let weights = try FolderStart(design, components, key: key.derived(5))
    let network = try FolderNetwork(design, weights, seed: plan.seed)
    batches = FolderBatches(pictures, key: key.derived(6))
    learner = FolderLearner(
      network, weights, pictures: pictures.count, seed: plan.seed, threads: threads)
    let (stepsAnEpoch, latents) = (batches.stepsAnEpoch, design.latents)
    func stages(_ steps: Int) -> FolderStages {
      FolderStages(
        steps: steps, stepsAnEpoch: stepsAnEpoch, latents: latents, decibels: plan.decibels)
    }
    self.stages = stages(1)
    lambda = self.stages.lambda.first
    switch plan.length {
    case .steps(let steps): self.stages = stages(steps)
    case .time(let seconds): self.stages = stages(try await steps(in: seconds, since: start))
    }
  }

  /// The most codes of a picture.
  private static let mostLatents = 320

  /// A design and the components it begins with; even and odd ones where they cost less than the
  /// weights they save.
  private static func design(
    for pictures: FolderPictures, decibels: Double, key: NoiseKey
  ) throws(FolderError) -> (FolderDesign, FolderComponents) {
    let all = try FolderComponents(of: pictures, atMost: mostLatents, key: key)
    let design = FolderDesign(for: pictures, all, decibels: decibels)
    guard FolderDesign.couldMirror(pictures) else { return (design, all) }
    let mirrored = try FolderComponents(evenAndOddOf: pictures, atMost: mostLatents, key: key)
    let extra = mirrored.extraBits(over: all, count: design.latents)
    guard extra * Double(pictures.count) < design.mirroringSaves else { return (design, all) }
    return (FolderDesign(for: pictures, mirrored, decibels: decibels), mirrored)
  }

  /// How many steps a time is, found by steps that are not kept.
  private func steps(
    in seconds: Double, since start: ContinuousClock.Instant
  ) async throws -> Int {
    var trial = self
    func time(_ body: (inout FolderRun) async throws -> Void) async throws -> Double {
      // The first one fills caches.
      try await body(&trial)
      let start = ContinuousClock.now
      for _ in 0..<3 { try await body(&trial) }
      return start.duration(to: .now) / .seconds(3)
    }
    let shards = trial.batches.shards(step: 0)
    let encoded = try await time {
      _ = try await $0.learner.encodedStep(shards, step: 0, lambda: lambda, rate: 0)
    }
    let before = ContinuousClock.now
    await trial.learner.encodeAll(trial.batches.all)
    let encoding = before.duration(to: .now) / .seconds(1)
    await trial.learner.lookAtReactions(shards.flatMap(\.indices))
    let coded = try await time {
      _ = try await $0.learner.codedStep(shards, step: 0, lambda: lambda, rate: 0)
    }
    let share = FolderStages.encodedShare
    // A round of the end costs about two thirds of an epoch's steps, and half as many rounds come
    // on top to meet the target.
    let each = share * encoded + (1 - share + FolderStages.roundsAnEpoch) * coded
    let spent = start.duration(to: .now) / .seconds(1)
    let left = max(seconds - spent - 2 * encoding, 0)
    return max(1, min(Int(left / max(each, 1e-6)), TrainingPlan.stepLimit))
  }

  package mutating func advance(_ step: Int) async throws(TrainingError) {
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

  /// Looks for the best codes of the decoder as it is.
  package mutating func finish(
    at decibels: Double, threads: Int
  ) async throws(FolderError) -> LearnedSamples {
    if learner.codes == nil { await learner.encodeAll(batches.all) }
    await learner.lookAtReactions(batches.pictures.spread(40))
    var ending = try FolderEnding(
      learner, batches, decibels: decibels, lambda: lambda, threads: threads)
    try await ending.search(rounds: stages.rounds)
    return ending.learned
  }
}

extension FolderPictures {
  /// Some of all, evenly spread.
  package func spread(_ wanted: Int) -> [Int] {
    let number = min(wanted, count)
    return (0..<number).map { $0 * count / number }
  }
}

extension FolderLearner.Report {
  package func moved(towards other: Self, by share: Double) -> Self {
    func mixed(_ a: Double, _ b: Double) -> Double { a + (b - a) * share }
    return Self(
      bits: mixed(bits, other.bits), decibels: mixed(decibels, other.decibels),
      weightBits: mixed(weightBits, other.weightBits))
  }
}
