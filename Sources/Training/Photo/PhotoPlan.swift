import Autodiff

/// How a photo codec is trained; with the data, all that decides what comes of it.
package struct PhotoPlan: Sendable, Equatable, Codable {
  package enum Length: Sendable, Equatable, Codable {
    case steps(Int)
    /// Seconds. A step made for its speed alone tells how many there will be.
    case time(Double)
  }

  package var length: Length
  /// Pieces of photographs a step learns from.
  package var batch: Int
  /// Pieces a thread works on at a time; part of the recipe, as sums are made shard by shard.
  package var shard: Int
  /// Pixels each side of a piece: a multiple of 64.
  package var crop: Int
  /// The highest learning rate.
  package var rate: Float
  /// The rate of the last step, as a share of the highest.
  package var finalShare: Float
  /// Steps until the highest rate is reached.
  package var warmUp: Int
  /// The greatest norm of all gradients together.
  package var clipping: Double
  package var seed: UInt64
  /// Pieces that the post-filter is fitted on when all steps are made; nil for a model without one.
  package var filterPieces: Int?
  /// The deviation of the noise to be taken out, of samples 0…255, for each level; nil to code.
  package var noise: [Float]?

  /// Deviations that are likely to be met, for the levels of the built-in models.
  package static let usualNoise: [Float] = [5, 10, 15, 20, 25, 35, 50, 75]

  /// Pieces that suit a post-filter.
  package static let usualFilterPieces = 512

  /// What suits a codec that is to be learned from nothing, or one that is good already.
  package init(fineTuning: Bool, length: Length? = nil, crop: Int = 192, seed: UInt64 = 0) {
    self.length = length ?? .steps(fineTuning ? 300 : 20000)
    // Near an optimum it is the noise of small batches that keeps the loss up.
    batch = fineTuning ? 32 : 8
    shard = 2
    self.crop = crop
    rate = fineTuning ? 5e-5 : 1e-3
    // Of a short run nothing but a rate that ends at zero takes the noise out again.
    finalShare = fineTuning ? 0 : 0.01
    warmUp = fineTuning ? 50 : 300
    clipping = PhotoTraining.usualClipping
    filterPieces = Self.usualFilterPieces
    noise = nil
    self.seed = seed
  }

  /// Makes it one of a model that takes noise out: something else than it was taught so far.
  package mutating func clean(_ deviations: [Float]) {
    noise = deviations
    filterPieces = nil
    batch = 16
    rate = 3e-4
    finalShare = 0.01
    if case .steps = length { length = .steps(2000) }
  }

  /// Steps in all; nil while time is to tell.
  package var steps: Int? {
    switch length {
    case .steps(let steps): steps
    case .time: nil
    }
  }

  /// Whether batches can be made by it.
  package var isPossible: Bool {
    let isLong =
      switch length {
      case .steps(let steps): (0...TrainingPlan.stepLimit).contains(steps)
      case .time(let seconds): seconds > 0 && seconds < 1e9
      }
    let sizes = 1...1 << 20
    guard noise?.allSatisfy({ $0 > 0 && $0 <= 255 }) ?? true else { return false }
    guard (1...1 << 20).contains(filterPieces ?? 1) else { return false }
    return isLong && (1...1 << 12).contains(batch) && (1...1 << 12).contains(shard)
      && crop % 64 == 0 && (64...1 << 12).contains(crop) && sizes.contains(warmUp + 1)
      && rate > 0 && rate.isFinite && (0...1).contains(finalShare) && clipping > 0
  }

  /// - Parameter steps: in all
  package func schedule(of steps: Int) -> Schedule {
    // A long warm-up does not eat up a short run.
    Schedule(
      peak: rate, final: rate * finalShare, warmUp: min(warmUp, steps / 5), steps: steps)
  }
}
