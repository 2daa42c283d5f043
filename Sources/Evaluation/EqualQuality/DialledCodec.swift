import Foundation
import PictureCodec

/// A codec with one number to set, measured on the pictures of an archive.
protocol DialledCodec: Sendable {
  /// What can be set; the mean PSNR grows with it.
  var dial: ClosedRange<Double> { get }
  /// Where to begin to look, and how far to go from there.
  var beginning: (setting: Double, step: Double) { get }
  /// Whether only whole numbers can be set.
  var isWhole: Bool { get }

  func measure(at setting: Double) async throws -> DialPoint
}

/// What a codec came to at a setting.
struct DialPoint: Sendable {
  let setting: Double
  /// Of all pictures and all that they share; above 0.
  let bytes: Double
  /// The mean over pictures, in decibels.
  let psnr: Double
}

extension DialledCodec {
  /// What the codec takes at a mean PSNR: between the two settings nearest to it, by the logarithm
  /// of the bytes.
  ///
  /// - Returns: nil where the finest setting falls short; the coarsest where even that is better
  func meeting(_ psnr: Double) async throws -> DialPoint? {
    var search = MonotoneSearch(for: psnr, in: dial, start: beginning.setting, rules)
    var points: [Double: DialPoint] = [:]
    var outcome = MonotoneSearch.Outcome.goesOn
    while outcome == .goesOn, !search.isNarrow, !isNear(psnr, search) {
      let point = try await measure(at: search.position)
      points[search.position] = point
      outcome = search.take(point.psnr)
    }
    guard outcome != .unreachable else { return nil }
    let low = search.short.flatMap { points[$0.position] }
    let high = search.reached.flatMap { points[$0.position] }
    guard let low, let high, high.psnr > psnr else { return high ?? low }
    let share = (psnr - low.psnr) / (high.psnr - low.psnr)
    return DialPoint(
      setting: low.setting + share * (high.setting - low.setting),
      bytes: exp(log(low.bytes) + share * log(high.bytes / low.bytes)), psnr: psnr)
  }

  private var rules: MonotoneSearch.Rules {
    // Nothing is known of the slope: the first steps are those of the codec, and double.
    var rules = MonotoneSearch.Rules(slope: .infinity)
    rules.shortestStep = beginning.step
    rules.growth = (2 * beginning.step, 2)
    (rules.isWhole, rules.inset, rules.narrow) = (isWhole, 0.1, isWhole ? 1 : 1e-3)
    return rules
  }

  /// Whether an end of the bracket is near enough for rates to be right to a few parts in a
  /// thousand; whole settings are few.
  private func isNear(_ psnr: Double, _ search: MonotoneSearch) -> Bool {
    guard !isWhole, let short = search.short, let reached = search.reached else { return false }
    return psnr - short.value < 0.02 || reached.value - psnr < 0.02
  }
}
