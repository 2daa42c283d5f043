// Only +, −, ×, ÷, square roots and rounding, which IEEE 754 defines to the last bit: what is drawn
// here is the same on every machine, whatever its C library thinks of sines and powers.

/// `low`…`high` for `t` 0…1, and on along the same line.
func mix(_ low: Double, _ high: Double, _ t: Double) -> Double {
  low + (high - low) * t
}

/// `value`, or the nearer end of 0…1.
func clamp(_ value: Double) -> Double {
  min(max(value, 0), 1)
}

/// 0 up to `low`, 1 from `high`, between them 3t² − 2t³; `low` may be the greater of the two.
func smoothstep(_ low: Double, _ high: Double, _ value: Double) -> Double {
  let t = clamp((value - low) / (high - low))
  return t * t * (3 - 2 * t)
}

/// A wave of period 1 between −1 and 1, from two parabolas: a sine to within 0.06.
func wave(_ t: Double) -> Double {
  let phase = t - t.rounded(.down)
  let half = phase < 0.5 ? phase : phase - 0.5
  let arc = 16 * half * (0.5 - half)
  return phase < 0.5 ? arc : -arc
}

/// `base` to the power of `exponent`, at least 0, by repeated multiplication.
func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}

/// A direction, or a point in space: x to the right, y up, z away from the eye.
typealias Vector = SIMD3<Double>

/// The scalar product.
func dot(_ a: Vector, _ b: Vector) -> Double {
  a.x * b.x + a.y * b.y + a.z * b.z
}

extension Vector {
  /// This direction at length 1.
  var normalised: Vector { self / dot(self, self).squareRoot() }
}
