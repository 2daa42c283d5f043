import Images

/// The pictures.
enum Scene {}

extension Scene {
  /// A meadow, wooded hills and mountains on a day with few clouds.
  static func landscape(width: Int, height: Int) -> Image {
    let camera = Camera(eye: 0.13, horizon: 0.60, focal: 1.25, near: 0.15, far: 40)
    let sky = Sky(
      zenith: Colour(0.10, 0.23, 0.52), horizon: Colour(0.62, 0.70, 0.78),
      sun: Vector(-0.75, 0.55, 0.35), glow: Colour(0.85, 0.75, 0.6), cover: -0.12, seed: 21)
    let aspect = Double(width) / Double(height)
    var canvas = Canvas(width: width, height: height) { x, y in
      sky.colour(camera.ray(x, y, aspect: aspect))
    }
    let mountains = Mountains(
      seed: 31, sun: sky.sun, sunColour: Colour(1.75, 1.58, 1.32),
      ambient: Colour(0.26, 0.33, 0.45), haze: Colour(0.50, 0.60, 0.71), sight: 19, foot: 4,
      shore: -1)
    canvas.draw(mountains, from: camera)
    return canvas.developed()
  }

  /// A mountain lake at dusk, the moon above it; higher than wide.
  static func lake(width: Int, height: Int) -> Image {
    let camera = Camera(eye: 0.12, horizon: 0.58, focal: 1.0, near: 5, far: 40)
    let aspect = Double(width) / Double(height)
    let sky = Sky(
      zenith: Colour(0.035, 0.065, 0.17), horizon: Colour(0.62, 0.36, 0.26),
      sun: Vector(0.11, 0.40, 1), glow: Colour(0.30, 0.30, 0.30), cover: -0.22, seed: 23)
    var canvas = Canvas(width: width, height: height) { x, y in
      sky.colour(camera.ray(x, y, aspect: aspect))
    }
    let mountains = Mountains(
      seed: 47, sun: Vector(-0.8, 0.3, 0.5), sunColour: Colour(0.62, 0.40, 0.33),
      ambient: Colour(0.12, 0.14, 0.22), haze: Colour(0.36, 0.26, 0.27), sight: 17, foot: 5,
      shore: 5)
    canvas.draw(mountains, from: camera)
    canvas.mirror(below: camera.horizon + camera.eye / camera.near * camera.focal)
    return canvas.developed(grain: 1)
  }
}

extension Canvas {
  /// Fills what lies below `shore`, in picture heights from the top, with a lake that reflects
  /// what lies above; ripples grow towards the eye.
  fileprivate mutating func mirror(below shore: Double) {
    let ripples = Noise(61)
    let first = Int((shore * Double(rows)).rounded())
    for row in first..<rows {
      let depth = Double(row - first + 1) / Double(rows)
      for column in 0..<columns {
        let x = Double(column) / Double(rows) - Double(columns) / Double(2 * rows)
        let ripple = ripples.fractal(
          1.1 * x / depth, 4 / depth, octaves: 4, gain: 0.6, footprint: 0.003 / (depth * depth))
        let reach = depth * (1 + 0.17 * ripple)
        let source = min(max(first - 1 - Int(reach * Double(rows)), 0), first - 1)
        let sharpness = clamp(depth * 3)
        let water = Colour(0.010, 0.022, 0.034)
        self[column, row] = self[column, source] * mix(0.72, 0.5, sharpness) + water
      }
    }
  }
}
