/// The sky: a gradient, the glow of the sun, and clouds on a plane overhead.
struct Sky {
  let zenith: Colour
  let horizon: Colour
  /// Towards the sun, length 1.
  let sun: Vector
  let glow: Colour
  /// The cloud cover, from about −1 (clear) to 1 (overcast).
  let cover: Double
  let clouds: Noise

  init(
    zenith: Colour, horizon: Colour, sun: Vector, glow: Colour, cover: Double, seed: UInt64
  ) {
    self.zenith = zenith
    self.horizon = horizon
    self.sun = sun.normalised
    self.glow = glow
    self.cover = cover
    clouds = Noise(seed)
  }

  /// The light from direction `ray`, of length 1; below the horizon that of the horizon.
  func colour(_ ray: Vector) -> Colour {
    let clear = clear(ray)
    let elevation = ray.y + 0.04
    guard elevation > 0.005 else { return clear }
    let (u, v) = (1.1 * ray.x / elevation, 1.1 * ray.z / elevation)
    let footprint = 0.0015 / elevation
    let thickness = density(u, v, footprint)
    guard thickness > 0 else { return clear }
    // Thinner towards the sun means lit from that side.
    let towards = density(u + 0.25 * sun.x, v + 0.25 * sun.z, footprint)
    let lit = clamp(0.62 + 0.9 * (thickness - towards) - 0.28 * thickness)
    let white = mix(zenith * 0.55 + horizon * 0.45, glow * 0.5 + horizon * 0.25 + 0.30, lit)
    let seen = smoothstep(0.04, 0.28, elevation)
    return mix(clear, white, clamp(2.6 * thickness) * mix(0.25, 0.96, seen))
  }

  /// The sky without its clouds.
  func clear(_ ray: Vector) -> Colour {
    let up = max(ray.y, 0)
    let base = mix(horizon, zenith, 1 - power(1 - min(up, 1), 4))
    let away = max(1 - dot(ray, sun), 0)
    let halo = 0.5 / (1 + 22 * away) + 0.7 / (1 + 900 * away)
    let disc = 6 * smoothstep(0.00045, 0.00025, away)
    return base + glow * (halo + disc)
  }

  private func density(_ u: Double, _ v: Double, _ footprint: Double) -> Double {
    let bend = clouds.value(0.6 * u + 40, 0.6 * v)
    let noise = clouds.fractal(
      0.8 * u + 0.5 * bend, 0.8 * v - 0.4 * bend, octaves: 10, gain: 0.56, footprint: footprint)
    return max(noise + cover, 0)
  }
}

extension Camera {
  /// The direction, of length 1, in which a point of a picture of `aspect` (width ÷ height) lies.
  func ray(_ x: Double, _ y: Double, aspect: Double) -> Vector {
    Vector(x - aspect / 2, horizon - y, focal).normalised
  }
}
