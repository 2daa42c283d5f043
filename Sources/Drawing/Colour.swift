/// Red, green and blue in linear light; 1 is white, more is brighter than the film can show.
typealias Colour = SIMD3<Double>

/// `low`…`high` for `t` 0…1.
func mix(_ low: Colour, _ high: Colour, _ t: Double) -> Colour {
  low + (high - low) * t
}

/// The 8-bit sample value, not yet rounded, of an amount of light.
///
/// Highlights roll off from 0.7; the square root stands for sRGB's curve, which needs powers.
func sampleValue(of light: Double) -> Double {
  let over = max(light - 0.7, 0) / 0.3
  let shown = over > 0 ? 0.7 + 0.3 * over / (1 + over) : max(light, 0)
  return 255 * shown.squareRoot()
}
