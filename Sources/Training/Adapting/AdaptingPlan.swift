import Networks

/// How a photo model is adapted to one folder's pictures; with the pictures, all that decides what
/// comes of it.
package struct AdaptingPlan: Sendable, Equatable {
  package var length: FolderPlan.Length
  /// What the pictures are to be coded at, about.
  package var level: Level
  package var seed: UInt64
  /// Shards a step learns from; part of the recipe, as sums are made shard by shard.
  package var shards = 4

  package init(length: FolderPlan.Length, level: Level, seed: UInt64 = 0) {
    self.length = length
    self.level = level
    self.seed = seed
  }

  /// Whether a run can be made by it.
  package var isPossible: Bool {
    FolderPlan(decibels: 30, length: length, seed: seed).isPossible && shards > 0
  }

  /// Pixels a shard has, about: two pieces of 192 × 192.
  static let shardPixels = 73_728

  /// The highest rates: of what decodes at the lowest and at the sixth level, of what only encodes
  /// likewise, and of logarithms of widths at any. Finer pictures bear less noise.
  private static let (decoding, encoding, widths): ([Float], [Float], Float) =
    ([1e-3, 3e-4], [5e-4, 1e-4], 1e-2)

  /// Learning rates of a step, of so many.
  func rates(at step: Int, of steps: Int) -> AdaptedWeights.Rates {
    let schedule = Schedule(peak: 1, warmUp: min(20, steps / 5), steps: steps)
    let height = min(Float(level.rawValue) / 256 / 5, 1)
    let share = schedule.rate(at: step)
    func rate(_ ends: [Float]) -> Float {
      // Linear in the inverse, which needs no power.
      share / ((1 - height) / ends[0] + height / ends[1])
    }
    return (rate(Self.decoding), share * Self.widths, rate(Self.encoding))
  }
}
