import Tensors

/// The mean distance of the symbols of each sample so far from the prior's means, relative to the
/// distance that their scales predict: 1 for a typical sample. A sample that is untypical in one
/// latent mostly is so in the next, so scales can follow the energy.
package struct LatentEnergy {
  /// The number of typical symbols that every sample is assumed to have had before its first.
  package static let before: Float = 8
  /// The predicted distance of a symbol from its mean: scale · slope + offset. The slope is about
  /// 2·ln 2, that of a logistic distribution; the offset accounts for rounding at small scales.
  package static let (slope, offset): (Float, Float) = (1.375, 0.0625)

  /// The sum of relative distances of each sample.
  private var sums: [Float]
  private var count = Self.before

  init(samples: Int) { sums = Array(repeating: Self.before, count: samples) }

  /// The reciprocals of the predicted distances.
  ///
  /// - Parameter logScales: logarithms of scales, clamped to −3.2…5.5
  package static func rates(logScales: [Float]) -> [Float] {
    let kept = logScales.map { min(max($0, -3.2), 5.5) }
    let scales = Tensor(rows: 1, columns: 1, channels: kept.count, values: kept)
      .mapped(.exponential).values
    return scales.map { 1 / ($0 * slope + offset) }
  }

  /// Logarithms of the energies.
  var logarithms: [Float] {
    Tensor(rows: 1, columns: 1, channels: sums.count, values: sums.map { $0 / count })
      .mapped(.logarithm).values
  }

  /// Adds the next symbol of a sample.
  ///
  /// - Parameters:
  ///   - distance: the distance from its mean in sixteenths
  ///   - rate: the symbol's entry of ``rates(logScales:)``
  mutating func take(_ distance: Int, rate: Float, of sample: Int) {
    sums[sample] += Float(distance) * 0.0625 * rate
  }

  /// Moves to the next latent, after the symbols of all samples.
  mutating func advance() { count += 1 }
}
