/// Looks for the lowest level, one for all pictures, at which they have the mean PSNR asked for.
///
/// A sample of the pictures gives a first guess, then all of them, packed at one level after the
/// other, say what is true. An archive that falls short is never accepted.
struct LevelSearch: TargetSearch {
  /// A level tried, and the mean PSNR that pictures have there, in dB.
  typealias Point = (step: Int, psnr: Double)

  private let wanted: Double
  private let precision: Precision
  /// The highest step; steps are 1/256 level.
  private let top: Int
  /// What a step makes about, in dB.
  private let slope: Double
  private var step: Int
  private var attempts = 0
  /// Of the pictures a mean is of, those that levels change: models that were learned have but one.
  private var weight = 1.0
  /// The highest that fell short.
  private var short: Point?
  /// The lowest that did not.
  private var reached: Point?

  /// How near to what is wanted is near enough.
  struct Precision: Sendable {
    /// How much better than asked for may be accepted, in dB.
    let tolerance: Double
    /// Where to aim above what is wanted, in dB, as no estimate is exact.
    let margin: Double
    /// Steps between a level that falls short and one that does not that are not looked into.
    let fewSteps: Int

    static let usual = Precision(tolerance: 0.05, margin: 0.02, fewSteps: 6)
    /// To compare models by a few bytes in a thousand.
    static let fine = Precision(tolerance: 0.01, margin: 0.004, fewSteps: 1)
  }

  /// Archives packed before one that is better than need be is good enough.
  private static let patience = 9

  /// - Parameter curve: what a sample of the pictures has, by ascending step
  init(
    for wanted: Double, top: Int, curve: [Point], start: Int, precision: Precision = .usual
  ) {
    (self.wanted, self.top, self.precision) = (wanted, top, precision)
    let above = curve.first { $0.psnr >= wanted } ?? curve.last
    let below = curve.last { $0.psnr < wanted } ?? curve.first
    var (slope, step) = (0.01, start)
    if let above, let below, above.step > below.step, above.psnr.isFinite {
      slope = (above.psnr - below.psnr) / Double(above.step - below.step)
    }
    slope = min(max(slope, 0.003), 0.05)
    if let nearest = curve.min(by: { abs($0.psnr - wanted) < abs($1.psnr - wanted) }),
      nearest.psnr.isFinite
    {
      step = nearest.step + Self.steps(wanted + precision.margin - nearest.psnr, slope)
    }
    self.slope = slope
    self.step = min(max(step, 0), top)
  }

  /// Where to pack, as a share 0…1 of the way from the lowest level to the highest.
  var share: Double { top > 0 ? Double(step) / Double(top) : 1 }

  /// Takes in what pictures have at ``share``, which moves on where that is not accepted.
  ///
  /// - Throws: ``ArchiverError/unreachedPSNR(wanted:best:)`` where no level is good enough
  mutating func accepts(_ report: PackReport) throws(ArchiverError) -> Bool {
    guard let psnr = report.meanPSNR else { return true }
    attempts += 1
    weight = Double(report.levelCount) / Double(max(report.psnrCount, 1))
    guard weight > 0 || psnr < wanted else { return true }
    if psnr >= wanted {
      let isLowest = step <= (short.map { $0.step + precision.fewSteps } ?? 0)
      if isLowest || psnr - wanted <= precision.tolerance * weight || attempts > Self.patience {
        return true
      }
      reached = (step, psnr)
    } else {
      guard step < top else { throw .unreachedPSNR(wanted: wanted, best: psnr) }
      short = (step, psnr)
      // A level that was good enough is not any more: a file has changed meanwhile.
      if let reached, reached.step <= step { self.reached = nil }
    }
    step = next(from: psnr)
    return false
  }

  private func next(from psnr: Double) -> Int {
    guard let reached else {
      // Ever further up, should the estimates fail.
      let farther = attempts > 2 ? 16 << (attempts - 2) : 1
      let steps = Self.steps(wanted + precision.margin * weight - psnr, slope * weight)
      return min(step + max(steps, farther), top)
    }
    guard let short else {
      // Where an estimate was not enough, most pictures may have what levels do not change; where
      // they have not, the estimate was of a slope too steep: ever further down.
      guard attempts == 1 || weight > 0.5 else { return 0 }
      let farther = attempts > 1 ? 8 << (2 * (attempts - 1)) : 1
      let steps = Self.steps(psnr - wanted - precision.margin * weight, slope * weight)
      return max(step - max(steps, farther), 0)
    }
    // The last word has what is known to be good; PSNR may fall by a hair where levels rise.
    guard reached.step - short.step > precision.fewSteps, attempts < Self.patience else {
      return reached.step
    }
    // Few pictures, or drawn ones, may have a mean that jumps from one level to the next; a straight
    // line between its ends does not find the place.
    let line = (wanted + precision.margin * weight - short.psnr) / (reached.psnr - short.psnr)
    let share = attempts > 3 ? 0.5 : line
    let steps = Int((share * Double(reached.step - short.step)).rounded(.up))
    return min(max(short.step + steps, short.step + 1), reached.step - 1)
  }

  private static func steps(_ psnr: Double, _ slope: Double) -> Int {
    Int((min(max(psnr / max(slope, 1e-9), -65536), 65536)).rounded(.up))
  }
}
