import Autodiff
import Bytes
import Networks
import Tensors
import Training

/// Adapts a photo model to one folder's pictures, so that what is changed of its decoder and all
/// codes together are few bytes (van Rozendaal et al. 2021, of few numbers a layer); one step at a time, so that whoever drives it can show and stop
/// between steps.
///
///     var run = try PhotoAdapting(base: file, pieces: pieces, of: count, plan: plan)
///     while !run.isFinished { try await run.advance() }
///     let adapted = try run.finish()
///
/// What comes of it depends on the plan, the pieces and the number of steps, never on time or
/// threads.
package struct PhotoAdapting: Sendable {
  package let plan: AdaptingPlan
  /// Steps made.
  package private(set) var step = 0
  /// Steps in all; nil until the first where time is to tell.
  package private(set) var steps: Int?
  private let base: [UInt8]
  private var pieces: AdaptingPieces
  private let objective: PhotoObjective
  private let price: Float
  private let threads: Int
  private let key: NoiseKey
  private let start = ContinuousClock.now
  private var weights: AdaptedWeights
  private var clock = RunClock()
  private var report: Report?

  private struct Report: Sendable {
    var bitsPerPixel: Double
    var squaredError: Double
    var weightBits: Double
  }

  /// - Parameters:
  ///   - base: the file of the model to begin with
  ///   - pieces: of some of the pictures
  ///   - pictures: how many there are in all
  /// - Throws: `ModelError` for a base that cannot be learned from.
  package init(
    base: [UInt8], pieces: AdaptingPieces, of pictures: Int, plan: AdaptingPlan, threads: Int = 1
  ) throws(ModelError) {
    precondition(plan.isPossible && pieces.count > 0 && threads > 0)
    let weights = try PhotoWeights(file: base)
    guard let lambdas = weights.lambdas else {
      throw .badMetadata(key: "lambdas", value: weights.metadata["lambdas"] ?? "")
    }
    let model = TrainablePhotoModel(weights)
    (self.base, self.pieces, self.plan, self.threads) = (base, pieces, plan, threads)
    objective = PhotoObjective(model, lambdas: lambdas)
    self.weights = AdaptedWeights(model, plan: plan)
    price = Float(1 / max(pieces.pixels(ofAll: pictures), 1))
    key = NoiseKey(seed: plan.seed)
    if case .steps(let steps) = plan.length { self.steps = steps }
    Tensor.keepMemory(upTo: (threads + 1) * (512 << 20))
  }

  package var isFinished: Bool { steps.map { step >= $0 } ?? false }

  /// Makes a step, if there is one left.
  ///
  /// - Throws: `TrainingError`
  package mutating func advance() async throws(TrainingError) {
    guard !isFinished else { return }
    if step == 0 { await weigh() }
    if steps == nil { steps = try await timedSteps() }
    clock.begin(at: step)
    let now = try await made(step, of: steps ?? 1)
    func mixed(_ number: KeyPath<Report, Double>) -> Double {
      let before = report?[keyPath: number] ?? now[keyPath: number]
      return before + 0.05 * (now[keyPath: number] - before)
    }
    report = Report(
      bitsPerPixel: mixed(\.bitsPerPixel), squaredError: mixed(\.squaredError),
      weightBits: now.weightBits)
    step += 1
  }

  /// Finds what errors in each picture count.
  private mutating func weigh() async {
    let level = plan.level.index >> 8
    let (model, shards) = (objective.model, pieces.shards(pieces.weighed, level: level))
    let errors = await concurrently(shards, threads: threads) { crops in
      let tape = Tape(model.parameters, recording: false)
      return model(tape, crops, noisy: false).squaredError.value.values.map { Double($0) }
    }
    pieces.weigh(errors.flatMap(\.self))
  }

  /// How many steps a time is, found by steps that are not kept.
  private func timedSteps() async throws(TrainingError) -> Int {
    guard case .time(let seconds) = plan.length else { return 1 }
    var trial = self
    // The first one fills caches.
    _ = try await trial.made(0, of: 100)
    let before = ContinuousClock.now
    for step in 1...2 { _ = try await trial.made(step, of: 100) }
    let each = before.duration(to: .now) / .seconds(2)
    let spent = start.duration(to: .now) / .seconds(1)
    let count = max(seconds - spent, 0) / max(each, 1e-6)
    return max(1, Int(min(count, Double(TrainingPlan.stepLimit))))
  }

  private mutating func made(_ step: Int, of steps: Int) async throws(TrainingError) -> Report {
    let drawn = weights.drawn()
    let objective = objective
    let batch = BatchGradient(
      parameters: drawn.parameters, noise: key.derived(step), step: step, threads: threads)
    let sum = try await batch(pieces.shards(step: step, plan)) { tape, crops in
      objective(tape, crops)
    }
    let bits = weights.learn(
      sum.gradients.clipped(norm: PhotoTraining.usualClipping), drawn, price: price,
      rates: plan.rates(at: step, of: steps))
    return Report(
      bitsPerPixel: sum.reports["bits per pixel"] ?? .nan,
      squaredError: sum.reports["squared error"] ?? .nan, weightBits: bits)
  }

  /// The model as it has become.
  ///
  /// - Throws: `ModelError` where the weights have become what no decoder takes
  package func finish() throws(ModelError) -> AdaptedPhoto {
    let file = try weights.file(base: Digest(of: base))
    let whole = objective.model.weights(of: weights.drawn().parameters)
    let encoder = try PhotoModel(file: try whole.file(as: .single))
    let decoder = try PhotoModel(file: base, adaptation: PhotoAdaptation(file: file))
    return AdaptedPhoto(file: file, model: decoder.encoding(with: encoder))
  }
}

/// A photo model adapted to some pictures.
package struct AdaptedPhoto: Sendable {
  /// The model file: what it has other than its base.
  package let file: [UInt8]
  /// The decoder that readers will have, and an encoder that nobody else has.
  package let model: PhotoModel
}

extension PhotoAdapting {
  /// How far the run has come.
  package var progress: AdaptingProgress {
    let speed = clock.stepsASecond(at: step)
    return AdaptingProgress(
      step: step, steps: steps, bitsPerPixel: report?.bitsPerPixel,
      squaredError: report?.squaredError, modelBytes: report.map { $0.weightBits / 8 },
      secondsLeft: speed.flatMap { speed in steps.map { Double($0 - step) / speed } })
  }

  /// Measures the model as it is on some of the pieces, at every trained level.
  package func figures(ofPieces count: Int) async -> [PhotoFigures] {
    await objective.figures(
      of: weights.drawn().parameters, on: pieces.spread(count), threads: threads)
  }
}

/// How far adapting has come.
package struct AdaptingProgress: Sendable {
  package let step: Int
  package let steps: Int?
  /// Of the last steps' pieces.
  package let bitsPerPixel: Double?
  /// Likewise, samples 0…255.
  package let squaredError: Double?
  /// What the model's integers cost.
  package let modelBytes: Double?
  package let secondsLeft: Double?
}
