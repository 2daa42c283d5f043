import Autodiff

/// The hyperparameters of a photo codec's training. Plan and data determine the result.
package struct PhotoPlan: Sendable, Equatable, Codable {
  package var length: TrainingLength
  /// The number of crops per step.
  package var batch: Int
  /// The number of crops per shard. It affects the result, because sums are accumulated by shard.
  package var shard: Int
  /// The side of a crop in pixels, a multiple of 64.
  package var crop: Int
  /// The peak learning rate.
  package var rate: Float
  /// The final learning rate as a share of the peak.
  package var finalShare: Float
  /// The number of steps until the peak rate.
  package var warmUp: Int
  /// The global gradient norm above which gradients are clipped.
  package var clipping: Double
  package var seed: UInt64
  /// The number of crops on which the post-filter is fitted after the last step; nil for a model
  /// without one.
  package var filterPieces: Int?
  /// The standard deviation of the noise to remove for each level, for samples 0…255; nil for a
  /// codec.
  package var noise: [Float]?

  /// Typical standard deviations for the levels of the built-in models.
  package static let usualNoise: [Float] = [5, 10, 15, 20, 25, 35, 50, 75]

  /// The default number of crops for a post-filter.
  package static let usualFilterPieces = 512

  /// The default plan for training from scratch or for fine-tuning.
  package init(fineTuning: Bool, length: TrainingLength? = nil, crop: Int = 192, seed: UInt64 = 0) {
    self.length = length ?? .steps(fineTuning ? 300 : 20000)
    // Near an optimum, the gradient noise of small batches dominates the loss.
    batch = fineTuning ? 32 : 8
    shard = 2
    self.crop = crop
    rate = fineTuning ? 5e-5 : 1e-3
    // In a short run, only a rate that decays to zero averages the gradient noise out.
    finalShare = fineTuning ? 0 : 0.01
    warmUp = fineTuning ? 50 : 300
    clipping = PhotoTraining.usualClipping
    filterPieces = Self.usualFilterPieces
    noise = nil
    self.seed = seed
  }

  /// Turns the plan into one for a denoiser, whose objective is new to the model.
  package mutating func denoise(_ deviations: [Float]) {
    noise = deviations
    filterPieces = nil
    batch = 16
    rate = 3e-4
    finalShare = 0.01
    if case .steps = length { length = .steps(2000) }
  }

  /// Whether the plan is valid. A run of no steps only fits the post-filter.
  package var isPossible: Bool {
    if case .epochs = length { return false }
    let isLong = length == .steps(0) || length.isPossible
    let sizes = 1...1 << 20
    guard noise?.allSatisfy({ $0 > 0 && $0 <= 255 }) ?? true else { return false }
    guard (1...1 << 20).contains(filterPieces ?? 1) else { return false }
    return isLong && (1...1 << 12).contains(batch) && (1...1 << 12).contains(shard)
      && crop % 64 == 0 && (64...1 << 12).contains(crop) && sizes.contains(warmUp + 1)
      && rate > 0 && rate.isFinite && (0...1).contains(finalShare) && clipping > 0
  }

  /// - Parameter steps: the total number of steps
  package func schedule(of steps: Int) -> Schedule {
    // A cap keeps the warm-up from filling a short run.
    Schedule(
      peak: rate, final: rate * finalShare, warmUp: min(warmUp, steps / 5), steps: steps)
  }
}
