import Foundation
import Images

/// Pictures by their principal components, with one quantisation step for all.
struct PCAOfPictures: DialledCodec {
  /// A group for each shape.
  let groups: [WholePicturePCA]
  let countsBasis: Bool
  /// The most components of each group to use.
  var limit = Int.max
  /// A guess at the setting, where the search begins.
  var guess: Double
  let jobs: Int

  /// −log₂ of the step in sample steps: each unit is worth some 6 dB.
  let dial = -12.0...4.0
  var beginning: (setting: Double, step: Double) { (guess, 0.25) }
  let isWhole = false

  init(_ groups: [WholePicturePCA], countsBasis: Bool, decibels: Double, jobs: Int) {
    self.groups = groups
    self.countsBasis = countsBasis
    self.jobs = jobs
    // Twice the step that alone would give that PSNR, as most coefficients are quantised to zero.
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

  /// The fewest bytes at a PSNR over the number of components: where components are counted, the
  /// last ones may cost more than they save.
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
