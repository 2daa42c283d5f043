// The drawings use only +, −, ×, ÷, square roots and rounding, which IEEE 754 defines exactly. They
// are the same on every machine, because no function depends on its C library.

/// Linear interpolation from `low` at `t` = 0 to `high` at 1, and extrapolation beyond.
func mix(_ low: Double, _ high: Double, _ t: Double) -> Double {
  low + (high - low) * t
}

/// `value` clamped to 0…1.
func clamp(_ value: Double) -> Double {
  min(max(value, 0), 1)
}

/// 0 up to `low`, 1 from `high`, and 3t² − 2t³ between them; `low` may be greater than `high`.
func smoothstep(_ low: Double, _ high: Double, _ value: Double) -> Double {
  let t = clamp((value - low) / (high - low))
  return t * t * (3 - 2 * t)
}

/// A wave of period 1 between −1 and 1 from two parabolas, which differs from a sine by at most
/// 0.06.
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
