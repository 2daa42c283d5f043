import Images

extension Scene {
  /// A ball of clay and its shadow, cut out: everything around it is transparent.
  static func ball(size: Int) -> Image {
    let canvas = (0..<size * size).map { index in
      clay(
        (Double(index % size) + 0.5) / Double(size) * 2 - 1,
        (Double(index / size) + 0.5) / Double(size) * 2 - 1, edge: 2 / Double(size))
    }
    let samples = canvas.flatMap { colour, alpha in
      (0..<3).map { UInt8(sampleValue(of: colour[$0]).rounded()) }
        + [UInt8((255 * alpha).rounded())]
    }
    return Image(width: size, height: size, channels: .rgba, samples: samples)
  }

  /// Colour and alpha at a point of −1…1 by −1…1; `edge` is the width of a pixel.
  private static func clay(_ x: Double, _ y: Double, edge: Double) -> (Colour, Double) {
    let radius = 0.66
    let (dx, dy) = (x + 0.08, y + 0.14)
    let distance = (dx * dx + dy * dy).squareRoot()
    let inside = smoothstep(radius + edge, radius - edge, distance)
    let (sx, sy) = ((x - 0.12) / 0.78, (y - 0.56) / 0.26)
    let far = (sx * sx + sy * sy).squareRoot()
    let shadow = 0.62 * smoothstep(1.05, 0.15, far)
    let alpha = inside + shadow * (1 - inside)
    guard inside > 0 else { return (Colour(repeating: 0.002), alpha) }
    let up = max(radius * radius - distance * distance, 0).squareRoot()
    let bumps = Noise(401).fractal(dx * 6, dy * 6 + up * 3, octaves: 7, gain: 0.6)
    let normal = (Vector(dx, -dy, up) / radius + Vector(0.10, 0.06, 0) * bumps).normalised
    let direct = max(dot(normal, Vector(-0.5, 0.62, 0.6).normalised), 0)
    let bounced = 0.10 * max(-normal.y, 0)
    let tint = Colour(0.52, 0.21, 0.11) * (1 + 0.14 * bumps)
    let lit = tint * (Colour(1.35, 1.28, 1.15) * direct + Colour(0.13, 0.15, 0.19) + bounced)
    return (mix(Colour(repeating: 0.002), lit, inside / alpha), alpha)
  }
}
