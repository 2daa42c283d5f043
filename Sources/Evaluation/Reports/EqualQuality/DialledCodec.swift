import Foundation

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
    guard var (low, high) = try await bracket(psnr) else { return nil }
    while high.psnr > low.psnr, !isNear(low, psnr), !isNear(high, psnr),
      high.setting - low.setting > (isWhole ? 1 : 1e-3)
    {
      let share = (psnr - low.psnr) / (high.psnr - low.psnr)
      // Not too near to either end, so that both come closer.
      var setting = low.setting + min(max(share, 0.1), 0.9) * (high.setting - low.setting)
      if isWhole { setting = min(max(setting.rounded(), low.setting + 1), high.setting - 1) }
      let point = try await measure(at: setting)
      if point.psnr < psnr { low = point } else { high = point }
    }
    guard high.psnr > psnr, low.psnr < psnr else { return low.psnr >= psnr ? low : high }
    let share = (psnr - low.psnr) / (high.psnr - low.psnr)
    return DialPoint(
      setting: low.setting + share * (high.setting - low.setting),
      bytes: exp(log(low.bytes) + share * log(high.bytes / low.bytes)), psnr: psnr)
  }

  /// Near enough for rates to be right to a few parts in a thousand; whole settings are few.
  private func isNear(_ point: DialPoint, _ psnr: Double) -> Bool {
    !isWhole && (point.psnr - psnr).magnitude < 0.02
  }

  /// Settings below and above a PSNR; the same one twice if all are above; nil if none is.
  private func bracket(_ psnr: Double) async throws -> (low: DialPoint, high: DialPoint)? {
    var step = beginning.step
    var point = try await measure(
      at: min(max(beginning.setting, dial.lowerBound), dial.upperBound))
    let goesUp = point.psnr < psnr
    while true {
      guard point.setting != (goesUp ? dial.upperBound : dial.lowerBound) else {
        return goesUp ? nil : (point, point)
      }
      let setting = point.setting + (goesUp ? step : -step)
      let next = try await measure(at: min(max(setting, dial.lowerBound), dial.upperBound))
      if goesUp, next.psnr >= psnr { return (point, next) }
      if !goesUp, next.psnr < psnr { return (next, point) }
      (point, step) = (next, 2 * step)
    }
  }
}
