import Images

extension Scene {
  /// Sand dunes in evening light.
  static func dunes(width: Int, height: Int) -> Image {
    let camera = Camera(eye: 9, horizon: 0.36, focal: 1.2, near: 6, far: 2500)
    let sky = Sky(
      zenith: Colour(0.09, 0.19, 0.42), horizon: Colour(0.66, 0.62, 0.60),
      sun: Vector(-1, 0.36, 0.25), glow: Colour(0.9, 0.7, 0.5), cover: -0.5, seed: 3)
    let aspect = Double(width) / Double(height)
    var canvas = Canvas(width: width, height: height) { x, y in
      sky.colour(camera.ray(x, y, aspect: aspect))
    }
    canvas.draw(Sand(sun: sky.sun, haze: Colour(0.60, 0.52, 0.46), wind: Noise(19)), from: camera)
    return canvas.developed()
  }
}

/// Dunes with sharp crests and wind ripples; lengths in metres.
private struct Sand: Landform {
  let sun: Vector
  let haze: Colour
  let wind: Noise

  func height(_ x: Double, _ z: Double, footprint: Double) -> Double {
    let bend = wind.value(x / 90, z / 90)
    let (u, v) = (x / 75 + 0.5 * bend, z / 120 + 0.35 * bend)
    // Crests are sharp, troughs wide: 1 − √ of the distance from a line of zeros, smoothed.
    let line = wind.fractal(u, v, octaves: 2, gain: 0.35)
    let crest = 1 - (line * line + 0.0006).squareRoot()
    let second = wind.fractal(u * 2.3 + 9, v * 2.3, octaves: 2, gain: 0.4)
    let low = 1 - (second * second + 0.002).squareRoot()
    return 13 * crest * crest + 2.6 * low - 9 + ripples(x, z, footprint)
  }

  /// Ripples a hand's breadth high, and grains where they can be seen.
  private func ripples(_ x: Double, _ z: Double, _ footprint: Double) -> Double {
    let visible = clamp(0.5 / footprint - 1) * 0.028
    guard visible > 0 else { return 0 }
    let bend = wind.fractal(x / 6, z / 6, octaves: 4)
    let grains = wind.fractal(x * 5, z * 5, octaves: 4, gain: 0.65, footprint: footprint * 5)
    return visible * (wave(x / 1.1 + z / 3.1 + 0.9 * bend) + 0.5 * grains)
  }

  func colour(of point: SurfacePoint) -> Colour {
    let tint = wind.fractal(point.x / 30, point.z / 30, octaves: 5)
    let sand = mix(Colour(0.50, 0.29, 0.135), Colour(0.60, 0.385, 0.205), clamp(0.5 + 0.6 * tint))
    let direct = max(dot(point.normal, sun), 0) * sunlight(at: point, sun: sun, reach: 60)
    let light = Colour(1.9, 1.55, 1.15) * direct + Colour(0.20, 0.25, 0.36)
    let distance = point.z / 1100
    return mix(haze, sand * light, 1 / (1 + distance * distance))
  }
}
