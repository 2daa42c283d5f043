import Images

extension Scene {
  /// The open sea, the sun low behind clouds.
  static func sea(width: Int, height: Int) -> Image {
    let camera = Camera(eye: 2.2, horizon: 0.42, focal: 1.1, near: 3, far: 900)
    let sky = Sky(
      zenith: Colour(0.13, 0.22, 0.40), horizon: Colour(0.86, 0.60, 0.40),
      sun: Vector(0.18, 0.16, 1), glow: Colour(1.0, 0.72, 0.42), cover: 0.02, seed: 12)
    let aspect = Double(width) / Double(height)
    var canvas = Canvas(width: width, height: height) { x, y in
      sky.colour(camera.ray(x, y, aspect: aspect))
    }
    canvas.draw(Waves(sky: sky, swell: Noise(5)), from: camera)
    return canvas.developed()
  }
}

/// Water that mirrors a sky; lengths in metres.
private struct Waves: Landform {
  let sky: Sky
  let swell: Noise

  func height(_ x: Double, _ z: Double, footprint: Double) -> Double {
    let (u, v) = (x / 7 + z / 40, z / 3.2)
    let long = swell.fractal(u, v, octaves: 7, gain: 0.47, footprint: footprint / 2)
    return 0.34 * long
  }

  func colour(of point: SurfacePoint) -> Colour {
    // Far waves hide their backs: what is seen of them leans towards the eye.
    let normal = (point.normal + Vector(0, 0, -0.05)).normalised
    let facing = max(-dot(point.ray, normal), 0)
    let mirrored = point.ray + normal * (2 * facing)
    let reflected = sky.clear(Vector(mirrored.x, max(mirrored.y, 0.01), mirrored.z).normalised)
    let share = 0.03 + 0.97 * power(1 - facing, 5)
    let depth = Colour(0.012, 0.050, 0.065) * (1 + 1.6 * max(point.height, 0))
    let water = mix(depth, reflected, share)
    let distance = point.z / 700
    return mix(water, sky.horizon, distance * distance / (1 + distance * distance))
  }
}
