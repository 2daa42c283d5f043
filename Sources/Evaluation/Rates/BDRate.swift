import Foundation

/// The Bjøntegaard delta rate: the mean difference in rate of two codecs at equal quality.
///
/// G. Bjøntegaard, "Calculation of average PSNR differences between RD-curves", VCEG-M33 (2001).
/// The logarithm of the rate is interpolated over quality by piecewise cubics (PCHIP: F. Fritsch
/// and J. Butland, 1984), as in the common test conditions of the JVET since 2020, and integrated
/// over the qualities that both curves reach.
package enum BDRate {
  /// The mean difference in rate at equal quality, as a share of the anchor's: −0.4 is 40 % less.
  ///
  /// - Parameters:
  ///   - anchor: points of the anchor's curve, in any order; rates in any unit
  ///   - test: points of the other curve, in the same units
  /// - Returns: nil where the curves have no range of quality in common
  package static func compute(anchor: [RatePoint], test: [RatePoint]) -> Double? {
    guard let anchor = MonotoneCubic(anchor), let test = MonotoneCubic(test) else { return nil }
    let low = max(anchor.domain.lowerBound, test.domain.lowerBound)
    let high = min(anchor.domain.upperBound, test.domain.upperBound)
    guard high > low else { return nil }
    let difference = test.integral(low...high) - anchor.integral(low...high)
    return exp(difference / (high - low)) - 1
  }

  /// The rate at which a curve reaches `quality`; nil outside its range.
  package static func rate(of curve: [RatePoint], at quality: Double) -> Double? {
    guard let cubic = MonotoneCubic(curve), cubic.domain.contains(quality) else { return nil }
    return exp(cubic.value(at: quality))
  }
}

/// A point of a rate-distortion curve.
package struct RatePoint: Equatable, Sendable {
  /// Above 0, as in bits per pixel.
  package var rate: Double
  /// A figure that grows with the rate, as in decibels.
  package var quality: Double

  package init(rate: Double, quality: Double) {
    self.rate = rate
    self.quality = quality
  }
}

/// The logarithm of the rate as a monotone piecewise cubic of the quality, without overshoot.
private struct MonotoneCubic {
  private let qualities: [Double]
  private let logRates: [Double]
  private let slopes: [Double]

  /// Nil for fewer than two different qualities.
  init?(_ points: [RatePoint]) {
    var sorted: [RatePoint] = []
    // Of points of equal quality the cheapest counts.
    for point in points.sorted(by: { ($0.quality, $0.rate) < ($1.quality, $1.rate) })
    where point.rate > 0 && point.quality.isFinite && point.quality != sorted.last?.quality {
      sorted.append(point)
    }
    guard sorted.count > 1 else { return nil }
    qualities = sorted.map(\.quality)
    logRates = sorted.map { log($0.rate) }
    slopes = Self.slopes(qualities, logRates)
  }

  var domain: ClosedRange<Double> { qualities[0]...qualities[qualities.count - 1] }

  /// The slope at each point: the weighted harmonic mean of the slopes beside it, 0 at a turn, and
  /// shape-preserving three-point formulas at the ends.
  private static func slopes(_ x: [Double], _ y: [Double]) -> [Double] {
    let widths = zip(x.dropFirst(), x).map { $0 - $1 }
    let rises = zip(zip(y.dropFirst(), y).map { $0 - $1 }, widths).map { $0 / $1 }
    guard rises.count > 1 else { return [rises[0], rises[0]] }
    var slopes = [end(widths[0], widths[1], rises[0], rises[1])]
    for k in 1..<rises.count {
      if rises[k - 1] * rises[k] <= 0 {
        slopes.append(0)
      } else {
        let (one, other) = (2 * widths[k] + widths[k - 1], widths[k] + 2 * widths[k - 1])
        slopes.append((one + other) / (one / rises[k - 1] + other / rises[k]))
      }
    }
    let last = rises.count - 1
    slopes.append(end(widths[last], widths[last - 1], rises[last], rises[last - 1]))
    return slopes
  }

  private static func end(
    _ width: Double, _ nextWidth: Double, _ rise: Double, _ nextRise: Double
  ) -> Double {
    let slope = ((2 * width + nextWidth) * rise - width * nextRise) / (width + nextWidth)
    if slope * rise <= 0 { return 0 }
    if rise * nextRise <= 0, abs(slope) > 3 * abs(rise) { return 3 * rise }
    return slope
  }

  /// The last piece that begins at or below `quality`.
  private func piece(at quality: Double) -> Int {
    let after = qualities.firstIndex { $0 > quality } ?? qualities.count
    return min(max(after - 1, 0), qualities.count - 2)
  }

  /// The polynomial of a piece around its left end, lowest power first.
  private func coefficients(of piece: Int) -> (Double, Double, Double, Double) {
    let width = qualities[piece + 1] - qualities[piece]
    let rise = (logRates[piece + 1] - logRates[piece]) / width
    let (left, right) = (slopes[piece], slopes[piece + 1])
    return (
      logRates[piece], left, (3 * rise - 2 * left - right) / width,
      (left + right - 2 * rise) / (width * width)
    )
  }

  func value(at quality: Double) -> Double {
    let piece = piece(at: quality)
    let (a, b, c, d) = coefficients(of: piece)
    let t = quality - qualities[piece]
    return a + t * (b + t * (c + t * d))
  }

  /// The integral over a range within the domain.
  func integral(_ range: ClosedRange<Double>) -> Double {
    var sum = 0.0
    for piece in 0..<qualities.count - 1 {
      let low = max(range.lowerBound, qualities[piece]) - qualities[piece]
      let high = min(range.upperBound, qualities[piece + 1]) - qualities[piece]
      if high > low {
        sum += primitive(of: piece, at: high) - primitive(of: piece, at: low)
      }
    }
    return sum
  }

  private func primitive(of piece: Int, at t: Double) -> Double {
    let (a, b, c, d) = coefficients(of: piece)
    return t * (a + t * (b / 2 + t * (c / 3 + t * d / 4)))
  }
}
