import Tensors

/// How far the codes of objects so far lay from what was expected of them, beside how far such
/// codes do: 1 where all is as usual. What is unusual in one code mostly goes on in the next.
package struct LatentEnergy {
  /// Codes that all objects are taken to have had before the first, each as far off as is usual.
  package static let before: Float = 8
  /// How far a code lies from its mean, about: scale · slope + offset. The slope is about 2·ln 2,
  /// that of a logistic distribution; the offset is what rounding adds to small scales.
  package static let (slope, offset): (Float, Float) = (1.375, 0.0625)

  /// Sums of distances over usual ones, an object each.
  private var sums: [Float]
  private var count = Self.before

  init(objects: Int) { sums = Array(repeating: Self.before, count: objects) }

  /// One over how far codes usually lie from their means.
  ///
  /// - Parameter logScales: kept within −3.2…5.5
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

  /// Takes in the next code of an object.
  ///
  /// - Parameters:
  ///   - distance: from the mean expected, in sixteenths
  ///   - rate: of the code, as ``rates(logScales:)``
  mutating func take(_ distance: Int, rate: Float, of object: Int) {
    sums[object] += Float(distance) * 0.0625 * rate
  }

  /// Ends a code of all objects.
  mutating func advance() { count += 1 }
}
