import Autodiff
import Networks

/// How a photo model is adapted to one folder's pictures; with the pictures, all that decides what
/// comes of it.
package struct AdaptingPlan: Sendable, Equatable {
  package var length: FolderPlan.Length
  /// What the pictures are to be coded at, about.
  package var level: QualityLevel
  package var seed: UInt64
  /// Shards a step learns from; part of the recipe, as sums are made shard by shard.
  package var shards = 4

  package init(length: FolderPlan.Length, level: QualityLevel, seed: UInt64 = 0) {
    self.length = length
    self.level = level
    self.seed = seed
  }

  /// Whether a run can be made by it.
  package var isPossible: Bool {
    FolderPlan(decibels: 30, length: length, seed: seed).isPossible && shards > 0
  }

  /// Pixels a shard has, about: two pieces of 192 × 192.
  package static let shardPixels = 73_728

  /// What belongs to a plan's level: linear in the inverse between the values for the lowest level
  /// and for the sixth, and the same above. Finer pictures bear less noise.
  private func graded(_ lowest: Float, _ sixth: Float) -> Float {
    let height = min(Float(level.index) / 1280, 1)
    return 1 / ((1 - height) / lowest + height / sixth)
  }

  /// Where steps begin: of differences as a share of the root mean square of a tensor's numbers, and
  /// of factors.
  package var firstSteps: (differences: Float, factors: Float) {
    (graded(0.02, 0.01), graded(0.02, 0.005))
  }

  /// Learning rates of a step, of so many.
  package func rates(at step: Int, of steps: Int) -> AdaptedWeights.Rates {
    let share = Schedule(peak: 1, warmUp: min(20, steps / 5), steps: steps).rate(at: step)
    return (share * graded(1e-3, 2e-4), share * 1e-2, share * graded(5e-4, 1e-4))
  }
}
