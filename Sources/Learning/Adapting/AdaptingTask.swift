import Autodiff
import Bytes
import Networks
import Tensors
import Training

/// Adapts a photo model to one folder's pictures, to minimise the bytes of the decoder's changes
/// and all latents together (van Rozendaal et al. 2021, here with few numbers in each layer).
///
///     var run = try PhotoAdapting(base: file, pieces: pieces, of: count, plan: plan)
///     while !run.isFinished { try await run.advance() }
///     let adapted = try run.finish()
package typealias PhotoAdapting = TrainingRun<AdaptingTask>

package typealias AdaptingProgress = TrainingProgress<AdaptingTask.Report>

extension TrainingRun where Task == AdaptingTask {
  /// - Parameters:
  ///   - base: the base model file
  ///   - pieces: crops of some of the pictures
  ///   - pictures: the number of all pictures
  /// - Throws: `ModelError` if the base cannot be trained
  package init(
    base: [UInt8], pieces: AdaptingPieces, of pictures: Int, plan: AdaptingPlan, threads: Int = 1
  ) throws(ModelError) {
    self.init(
      try AdaptingTask(base: base, pieces: pieces, of: pictures, plan: plan, threads: threads))
  }

  /// The adapted model.
  ///
  /// - Throws: `ModelError` if decoders reject the adapted weights
  package func finish() throws(ModelError) -> AdaptedPhoto { try task.finish() }
}

extension TrainingProgress where Report == AdaptingTask.Report {
  package var bitsPerPixel: Double? { report?.bitsPerPixel }
  /// The cost of the model's integers, in bytes.
  package var modelBytes: Double? { report.map { $0.weightBits / 8 } }
}

/// A photo model adapted to some pictures.
package struct AdaptedPhoto: Sendable {
  /// The model file, a delta of its base.
  package let file: [UInt8]
  /// The decoder that readers have, and an encoder that is not stored.
  package let model: PhotoModel
}

/// Adaptation of a photo model.
package struct AdaptingTask: TrainingTask {
  package typealias Failure = TrainingError

  package let plan: AdaptingPlan
  package private(set) var report: Report?
  private let base: [UInt8]
  private var pieces: AdaptingPieces
  private let objective: PhotoObjective
  private let price: Float
  private let threads: Int
  private let key: NoiseKey
  private let start = ContinuousClock.now
  private var weights: AdaptedWeights

  /// Running means over recent steps.
  package struct Report: Sendable {
    package var bitsPerPixel: Double
    /// Mean squared error of samples 0…255.
    package var squaredError: Double
    /// The cost of the integers at the last step, in bits.
    package var weightBits: Double
  }

  init(
    base: [UInt8], pieces: AdaptingPieces, of pictures: Int, plan: AdaptingPlan, threads: Int
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
    Tensor.keepMemory(upTo: (threads + 1) * (512 << 20))
  }

  package var plannedSteps: Int? { plan.length.steps() }

  /// Computes the weight of each picture's errors.
  package mutating func begin() async {
    let level = plan.level.index >> 8
    let (model, shards) = (objective.model, pieces.shards(pieces.weighed, level: level))
    let errors = await concurrently(shards, threads: threads) { crops in
      let tape = Tape(model.parameters, recording: false)
      return model(tape, crops, noisy: false).squaredError.value.values.map { Double($0) }
    }
    pieces.weigh(errors.flatMap(\.self))
  }

  package func stepsInTime(
    at step: Int, speed: Double?
  ) async throws(TrainingError) -> Int? {
    guard case .time(let seconds) = plan.length else { return nil }
    var trial = self
    let each = try await TrainingLength.secondsPerStep(2) { step throws(TrainingError) in
      _ = try await trial.made(step, of: 100)
    }
    let spent = start.duration(to: .now) / .seconds(1)
    return TrainingLength.steps(in: seconds - spent, each: each)
  }

  package mutating func advance(
    _ step: Int, of steps: Int?
  ) async throws(TrainingError) -> Double {
    let (loss, now) = try await made(step, of: steps ?? 1)
    func mixed(_ number: KeyPath<Report, Double>) -> Double {
      let before = report?[keyPath: number] ?? now[keyPath: number]
      return before + 0.05 * (now[keyPath: number] - before)
    }
    report = Report(
      bitsPerPixel: mixed(\.bitsPerPixel), squaredError: mixed(\.squaredError),
      weightBits: now.weightBits)
    return loss
  }

  private mutating func made(
    _ step: Int, of steps: Int
  ) async throws(TrainingError) -> (loss: Double, report: Report) {
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
    let report = Report(
      bitsPerPixel: sum.reports["bits per pixel"] ?? .nan,
      squaredError: sum.reports["squared error"] ?? .nan, weightBits: bits)
    return (sum.loss, report)
  }

  func finish() throws(ModelError) -> AdaptedPhoto {
    let file = try weights.file(base: Digest(of: base))
    let whole = objective.model.weights(of: weights.drawn().parameters)
    let encoder = try PhotoModel(file: try whole.file(as: .single))
    let decoder = try PhotoModel(file: base, adaptation: PhotoAdaptation(file: file))
    return AdaptedPhoto(file: file, model: decoder.encoding(with: encoder))
  }

  /// Evaluates the current model on some of the pieces, at every trained level.
  package func figures(ofPieces count: Int) async -> [PhotoFigures] {
    await objective.figures(
      of: weights.drawn().parameters, on: pieces.spread(count), threads: threads)
  }
}
