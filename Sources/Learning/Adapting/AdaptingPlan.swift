import Autodiff
import Networks

/// How a photo model is adapted to a folder's pictures. The plan and the pictures determine the
/// result.
package struct AdaptingPlan: Sendable, Equatable {
  package var length: FolderPlan.Length
  /// The approximate level that the pictures are coded at.
  package var level: QualityLevel
  package var seed: UInt64
  /// Shards in a step. They are part of the recipe, as sums are made shard by shard.
  package var shards = 4

  package init(length: FolderPlan.Length, level: QualityLevel, seed: UInt64 = 0) {
    self.length = length
    self.level = level
    self.seed = seed
  }

  /// Whether a run can follow the plan.
  package var isPossible: Bool {
    FolderPlan(decibels: 30, length: length, seed: seed).isPossible && shards > 0
  }

  /// The approximate number of pixels in a shard: two pieces of 192 × 192.
  package static let shardPixels = 73_728

  /// Interpolates the inverse of a setting between the lowest level and the sixth, and clamps
  /// above. Finer pictures bear less noise.
  private func graded(_ lowest: Float, _ sixth: Float) -> Float {
    let height = min(Float(level.index) / 1280, 1)
    return 1 / ((1 - height) / lowest + height / sixth)
  }

  /// Initial quantisation steps: for differences relative to the root mean square of a tensor, and
  /// for factors.
  package var firstSteps: (differences: Float, factors: Float) {
    (graded(0.02, 0.01), graded(0.02, 0.005))
  }

  /// Learning rates of a step.
  package func rates(at step: Int, of steps: Int) -> AdaptedWeights.Rates {
    let share = Schedule(peak: 1, warmUp: min(20, steps / 5), steps: steps).rate(at: step)
    return (share * graded(1e-3, 2e-4), share * 1e-2, share * graded(5e-4, 1e-4))
  }
}
