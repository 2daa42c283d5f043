import Foundation
import PictureCodec

/// Searches for the common level at which an archive meets a target, by packing at one level after
/// the other.
protocol TargetSearch: Sendable {
  /// The next level, as a share 0…1 of the way from the lowest to the highest.
  var share: Double { get }

  /// Evaluates the report of packing at ``share``, and moves on unless it is accepted.
  ///
  /// - Throws: ``AezipError`` if no level meets the target
  mutating func accepts(_ report: PackReport) throws(AezipError) -> Bool
}

/// Finds the lowest common level that reaches the target mean PSNR.
///
/// A sample of the pictures gives a first guess. Then all are packed and measured at one level
/// after the other. An archive below the target is never accepted.
struct LevelSearch: TargetSearch {
  private let wanted: Double
  /// The step of the highest level; steps are 1/256 level.
  private let top: Int
  private var search: MonotoneSearch

  /// The tolerance of the search around the target PSNR.
  enum Precision: Sendable {
    case usual
    /// Compares models that differ by a few bytes in a thousand.
    case fine

    /// - Parameter slope: the gain in PSNR per step, in dB
    func rules(slope: Double) -> MonotoneSearch.Rules {
      var rules = MonotoneSearch.Rules(slope: slope)
      switch self {
      case .usual: (rules.tolerance, rules.margin, rules.narrow) = (0.05, 0.02, 6)
      case .fine: (rules.tolerance, rules.margin, rules.narrow) = (0.01, 0.004, 1)
      }
      // The mean of few pictures, or of drawings, is discontinuous in the level, so that linear
      // interpolation fails.
      rules.halving = (4, 1)
      rules.patience = 9
      return rules
    }
  }

  /// - Parameters:
  ///   - wanted: the mean PSNR in dB
  ///   - finest: the last step, ``top`` or above
  ///   - curve: the PSNR of a sample, by ascending level index
  ///   - start: the initial level without a sample
  init(
    for wanted: Double, top: Int, finest: Int, curve: [MonotoneSearch.Point], start: Int,
    precision: Precision = .usual
  ) {
    (self.wanted, self.top) = (wanted, top)
    let above = curve.first { $0.value >= wanted } ?? curve.last
    let below = curve.last { $0.value < wanted } ?? curve.first
    var (slope, first) = (0.01, Double(start))
    if let above, let below, above.position > below.position, above.value.isFinite {
      slope = (above.value - below.value) / (above.position - below.position)
    }
    slope = min(max(slope, 0.003), 0.05)
    let rules = precision.rules(slope: slope)
    if let nearest = curve.min(by: { abs($0.value - wanted) < abs($1.value - wanted) }),
      nearest.value.isFinite
    {
      first = nearest.position + ((wanted + rules.margin - nearest.value) / slope).rounded(.up)
    }
    search = MonotoneSearch(for: wanted, in: 0...Double(max(finest, 0)), start: first, rules)
  }

  var share: Double { top > 0 ? search.position / Double(top) : 1 }

  mutating func accepts(_ report: PackReport) throws(AezipError) -> Bool {
    guard let psnr = report.meanPSNR else { return true }
    // Learned models have one level: levels change only the PSNR of the other pictures.
    let weight = Double(report.levelCount) / Double(max(report.psnrCount, 1))
    guard weight > 0 || psnr < wanted else { return true }
    switch search.take(psnr, scale: weight) {
    case .goesOn: return false
    case .found: return true
    case .unreachable: throw .unreachedPSNR(wanted: wanted, best: psnr)
    }
  }
}

/// Finds the highest common level at which an archive meets a size.
///
/// Sizes grow about exponentially with the level, so the search uses the logarithm of size over
/// target. An archive that is too large is never accepted.
struct SizeSearch: TargetSearch {
  private let target: SizeTarget
  private let top: Int
  /// Steps and logarithms are negated, as the search is for the highest step.
  private var search: MonotoneSearch

  private static let rules = {
    // Levels of the built-in model differ by a factor of 1.5 in size.
    var rules = MonotoneSearch.Rules(slope: 0.0016)
    (rules.tolerance, rules.margin) = (0.005, 0.002)
    // Lossless files have no level, which biases the estimates.
    rules.growth = (128, 4)
    rules.halving = (6, 2)
    rules.patience = 12
    return rules
  }()

  /// - Parameter models: models at the initial level
  init(for target: SizeTarget, _ models: PackModels) {
    (self.target, top) = (target, models.steps)
    search = MonotoneSearch(
      for: 0, in: -Double(max(top, 0))...0, start: -Double(models.step), Self.rules)
  }

  var share: Double { top > 0 ? -search.position / Double(top) : 1 }

  mutating func accepts(_ report: PackReport) throws(AezipError) -> Bool {
    guard let size = target.measure(report) else { return true }
    switch search.take(-log(size / target.value)) {
    case .goesOn: return false
    case .found: return true
    case .unreachable:
      throw .unreachedSize(wanted: target.description, least: target.text(size))
    }
  }
}
