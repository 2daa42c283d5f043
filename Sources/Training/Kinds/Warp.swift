import Autodiff
import Tables

/// A random affine map about the centre that rotates, shears and scales each picture. It
/// interpolates by cubic convolution (Keys 1981) and reads zeros outside.
package struct Warp: Sendable, Equatable, Codable {
  /// The largest rotation in degrees.
  package let rotation: Float
  /// The largest shift of a row against its neighbour, in pixels.
  package let shear: Float
  /// The largest relative change of a side; both sides change independently.
  package let scale: Float

  /// The share of pictures that are warped. The others stay sharp, because resampling blurs.
  private static let warped = 0.5

  package init(rotation: Float = 0, shear: Float = 0, scale: Float = 0) {
    (self.rotation, self.shear, self.scale) = (rotation, shear, scale)
  }

  /// The valid ranges.
  package static let rotations: ClosedRange<Float> = 0...180
  package static let shears: ClosedRange<Float> = 0...1
  package static let scales: ClosedRange<Float> = 0...0.9

  /// Whether all values are in their valid ranges.
  package var isPossible: Bool {
    Self.rotations.contains(rotation) && Self.shears.contains(shear) && Self.scales.contains(scale)
  }

  /// Applies a random map, or with probability ½ returns the picture unchanged. Interpolated values
  /// are clamped to the range of the picture's values and zero.
  ///
  /// - Parameters:
  ///   - picture: height × width × channels
  ///   - key: the key of the random choices
  package func callAsFunction(
    _ picture: ArraySlice<Float>, height: Int, width: Int, channels: Int, key: inout NoiseKey
  ) -> [Float] {
    guard key.share() < Self.warped else { return Array(picture) }
    func drawn(_ most: Float) -> Float { Float(2 * key.share() - 1) * most }
    let (cosine, sine) = Self.cosineAndSine(Double(drawn(rotation)) * .pi / 180)
    let (wide, high, slant) = (1 + drawn(scale), 1 + drawn(scale), drawn(shear))
    // The map goes from positions in the new picture to positions in the old one.
    let across = (cosine * wide, slant - sine * high)
    let down = (sine * wide, cosine * high)
    let middle = (Float(height - 1) / 2, Float(width - 1) / 2)
    var warped = [Float](repeating: 0, count: picture.count)
    for row in 0..<height {
      for column in 0..<width {
        let (y, x) = (Float(row) - middle.0, Float(column) - middle.1)
        let position = (
          middle.0 + down.0 * x + down.1 * y, middle.1 + across.0 * x + across.1 * y
        )
        let (top, rows) = Self.taps(position.0)
        let (left, columns) = Self.taps(position.1)
        let to = (row * width + column) * channels
        for i in 0..<4 where (0..<height).contains(top + i) {
          for j in 0..<4 where (0..<width).contains(left + j) {
            let weight = rows[i] * columns[j]
            let from = picture.startIndex + ((top + i) * width + left + j) * channels
            for channel in 0..<channels {
              warped[to + channel] += weight * picture[from + channel]
            }
          }
        }
      }
    }
    let (least, most) = (min(picture.min() ?? 0, 0), max(picture.max() ?? 0, 0))
    return warped.map { min(max($0, least), most) }
  }

  /// Computes both by their series, up to half a turn. System libraries differ, and a seed must
  /// give the same run on every machine.
  private static func cosineAndSine(_ angle: Double) -> (Float, Float) {
    var (term, cosine, sine) = (1.0, 0.0, 0.0)
    for power in 0..<30 {
      let signed = power % 4 < 2 ? term : -term
      if power % 2 == 0 { cosine += signed } else { sine += signed }
      term *= angle / Double(power + 1)
    }
    return (Float(cosine), Float(sine))
  }

  /// The index of the first of the four pixels around a position, and their weights.
  private static func taps(_ position: Float) -> (first: Int, weights: SIMD4<Float>) {
    let below = position.rounded(.down)
    let t = position - below
    func near(_ d: Float) -> Float { (1.5 * d - 2.5) * d * d + 1 }
    func far(_ d: Float) -> Float { ((2.5 - 0.5 * d) * d - 4) * d + 2 }
    return (Int(below) - 1, SIMD4(far(1 + t), near(t), near(1 - t), far(2 - t)))
  }
}
