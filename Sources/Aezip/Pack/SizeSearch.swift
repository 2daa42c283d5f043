import Foundation

/// Looks for the highest level, one for all pictures, at which an archive is as small as asked for.
///
/// Sizes grow with the level about as a power of two does, so the search goes along straight lines
/// through their logarithms. An archive that is too large is never accepted.
struct SizeSearch: TargetSearch {
  /// A level tried, in steps of 1/256, and the logarithm of the size over what is wanted.
  private typealias Point = (step: Int, excess: Double)

  private let target: SizeTarget
  private let top: Int
  private var step: Int
  private var attempts = 0
  /// The highest that is small enough, and the lowest that is not.
  private var small: Point?
  private var large: Point?

  /// How much smaller than asked for is near enough, as the logarithm of a share.
  private static let tolerance = 0.005
  /// Where to aim below what is wanted.
  private static let margin = 0.002
  /// Archives packed before the best that is small enough is good enough.
  private static let patience = 12
  /// About what a step makes, as the logarithm of a share: levels of the built-in model are a
  /// factor of 1.5 apart.
  private static let slope = 0.0016

  /// - Parameter models: at the level where the search begins
  init(for target: SizeTarget, _ models: PackModels) {
    self.init(for: target, top: models.steps, start: models.step)
  }

  /// - Parameters:
  ///   - top: the highest step
  ///   - start: the one to begin with
  init(for target: SizeTarget, top: Int, start: Int) {
    (self.target, self.top) = (target, top)
    step = min(max(start, 0), top)
  }

  var share: Double { top > 0 ? Double(step) / Double(top) : 1 }

  mutating func accepts(_ report: PackReport) throws(ArchiverError) -> Bool {
    guard let value = target.measure(report) else { return true }
    attempts += 1
    let excess = log(value / target.value)
    if excess <= 0 {
      // The level that was too large may be small enough now: a file has changed meanwhile.
      if let large, large.step <= step { self.large = nil }
      small = (step, excess)
      let isHighest = step >= (large.map { $0.step - 1 } ?? top)
      if isHighest || -excess <= Self.tolerance || attempts > Self.patience { return true }
    } else {
      guard step > 0 else {
        throw .unreachedSize(
          wanted: target.description, least: target.text(value))
      }
      large = (step, excess)
      if let small, small.step >= step { self.small = nil }
    }
    step = next(from: (step, excess))
    return false
  }

  private func next(from last: Point) -> Int {
    guard let small, let large else {
      // Ever further, should the estimate fail: what is stored exactly has no level.
      let farther = attempts > 2 ? 32 << min(2 * (attempts - 2), 20) : 1
      let steps = Int(((abs(last.excess) + Self.margin) / Self.slope).rounded(.up))
      let away = min(max(steps, farther), top)
      return last.excess > 0 ? max(last.step - away, 0) : min(last.step + away, top)
    }
    guard attempts < Self.patience else { return small.step }
    let line = (-Self.margin - small.excess) / (large.excess - small.excess)
    // Where a line fails, halves do not.
    let share = attempts > 4 && attempts % 2 == 0 ? 0.5 : line
    let steps = Int(share * Double(large.step - small.step))
    return min(max(small.step + steps, small.step + 1), large.step - 1)
  }
}
