import Foundation
import Images

/// Like pictures by their principal components, with one step for all.
struct PCAOfPictures: DialledCodec {
  /// Each of one shape.
  let groups: [WholePCA]
  let countsBasis: Bool
  /// Components of each group to use at most.
  var limit = Int.max
  /// Where the setting is thought to be.
  var guess: Double
  let jobs: Int

  /// The negative logarithm to the base 2 of the step in samples: another 6 dB each, about.
  let dial = -12.0...4.0
  var beginning: (setting: Double, step: Double) { (guess, 0.25) }
  let isWhole = false

  init(_ groups: [WholePCA], countsBasis: Bool, decibels: Double, jobs: Int) {
    self.groups = groups
    self.countsBasis = countsBasis
    self.jobs = jobs
    // The step of which rounding alone would come to that PSNR, and twice as much again: most
    // coefficients are nought.
    guess = -0.5 * log2(12 * squaredError(decibels: decibels)) - 1
  }

  func measure(at setting: Double) async throws -> DialPoint {
    var (bits, decibels) = (0.0, 0.0)
    for group in groups {
      let outcome = await group.code(
        step: Float(exp2(-setting)), limit: limit, countsBasis: countsBasis, jobs: jobs)
      bits += outcome.bits + outcome.basisBits
      decibels += outcome.decibels
    }
    let count = groups.reduce(0) { $0 + $1.count }
    return DialPoint(
      setting: setting, bytes: max(bits / 8, 1), psnr: decibels / Double(count))
  }

  /// What it takes at a PSNR with the number of components that makes it least: where they are
  /// counted, the last ones may cost more than they save.
  func best(at psnr: Double) async throws -> DialPoint? {
    guard var best = try await meeting(psnr) else { return nil }
    guard countsBasis else { return best }
    var other = self
    other.limit = groups.map { $0.used(step: Float(exp2(-best.setting))).count }.max() ?? 1
    while other.limit > 1 {
      other.limit = other.limit * 4 / 5
      other.guess = best.setting
      guard let point = try await other.meeting(psnr), point.bytes < best.bytes else { break }
      best = point
    }
    return best
  }
}
