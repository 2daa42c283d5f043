import Autodiff
import Tensors
import Training

/// The speed of the photo codec's training step on some threads, beside their peak of
/// multiply-adds.
struct TrainingMeasurement {
  /// The speeds of one round.
  struct Round {
    let pixelsPerSecond: Double
    /// The peak in multiply-adds a second, measured right before.
    let peak: Double
  }

  let threads: Int
  let rounds: [Round]
  /// The multiply-adds of a step for a pixel.
  let cost: Double

  /// The crops of a step, and how many of them are on one tape.
  static let (samples, shard) = (8, 2)
  /// The side of a crop in pixels.
  static let crop = 192

  /// Trains for some steps and times each.
  static func measure(
    _ objective: PhotoObjective, cost: Double, kernels: Kernels, threads: Int, rounds: Int
  ) async throws -> TrainingMeasurement {
    let shards = pictures(levels: objective.lambdas.count)
    var measured: [Round] = []
    var training = PhotoTraining(
      objective, schedule: Schedule(peak: 1e-5, steps: rounds + 1), threads: threads)
    let clock = ContinuousClock()
    for round in 0...rounds {
      let peak = kernels.peak(threads: threads)
      let start = clock.now
      _ = try await training.step(shards)
      let seconds = (clock.now - start) / .seconds(1)
      let pixels = shards.reduce(0) { $0 + $1.allPixels }
      // The first step fills caches and allocates memory.
      guard round > 0 else { continue }
      measured.append(Round(pixelsPerSecond: Double(pixels) / seconds, peak: peak))
    }
    return TrainingMeasurement(threads: threads, rounds: measured, cost: cost)
  }

  /// Gratings with noise, which code to about as many bytes as photographs.
  private static func pictures(levels: Int) -> [PhotoCrops] {
    var state: UInt32 = 1
    return (0..<samples / shard).map { index in
      let pixels = (0..<shard).map { sample in
        (0..<crop * crop * 3).map { at -> UInt8 in
          state = state &* 1_664_525 &+ 1_013_904_223
          let (y, x) = (at / 3 / crop, at / 3 % crop)
          let wave = (x * (sample + 2) + y * (index + 1)) % 128
          return UInt8(64 + wave + Int(state >> 28))
        }
      }
      return PhotoCrops(
        pixels: pixels, height: crop, width: crop,
        levels: (0..<shard).map { (index * shard + $0) % levels })
    }
  }
}

extension TrainingMeasurement {
  /// Medians over all rounds, and the best round.
  struct Summary: Encodable {
    let threads: Int
    let pixelsPerSecond: Double
    let bestPixelsPerSecond: Double
    /// The speed in 10⁹ multiply-adds a second.
    let speed: Double
    /// The peak in the same unit.
    let peak: Double
    /// The speed in percent of the peak measured right before.
    let ofPeak: Double
    /// The best speed in percent of the best peak.
    let bestOfPeak: Double
  }

  var summary: Summary {
    let speeds = rounds.map(\.pixelsPerSecond)
    let (bestSpeed, bestPeak) = (speeds.max() ?? .nan, rounds.map(\.peak).max() ?? .nan)
    return Summary(
      threads: threads, pixelsPerSecond: speeds.median, bestPixelsPerSecond: bestSpeed,
      speed: speeds.median * cost * 1e-9, peak: rounds.map(\.peak).median * 1e-9,
      ofPeak: 100 * rounds.map { $0.pixelsPerSecond * cost / $0.peak }.median,
      bestOfPeak: 100 * bestSpeed * cost / bestPeak)
  }
}
