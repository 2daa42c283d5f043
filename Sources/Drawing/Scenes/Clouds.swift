import Images

extension Scene {
  /// Nothing but summer sky; `cover` from about −1 (clear) to 1 (overcast).
  static func clouds(width: Int, height: Int, seed: UInt64, cover: Double) -> Image {
    let camera = Camera(eye: 0, horizon: 1.12, focal: 1.1, near: 1, far: 1)
    let sky = Sky(
      zenith: Colour(0.09, 0.22, 0.53), horizon: Colour(0.52, 0.64, 0.78),
      sun: Vector(0.9, 0.9, -0.3), glow: Colour(1.05, 0.98, 0.86), cover: cover, seed: seed)
    let aspect = Double(width) / Double(height)
    return Canvas(width: width, height: height) { x, y in
      sky.colour(camera.ray(x, y, aspect: aspect))
    }.developed()
  }
}
