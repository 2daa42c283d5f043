/// Mountains behind wooded hills and a meadow; lengths in kilometres.
struct Mountains: Landform {
  /// Towards the sun, length 1.
  let sun: Vector
  let sunColour: Colour
  /// The light of the sky, added everywhere.
  let ambient: Colour
  /// The colour of the distance; at `sight` it makes up half of the light.
  let haze: Colour
  let sight: Double
  /// The distance at which the ground begins to rise.
  let foot: Double
  /// The ground has height 0 up to this distance, so that water can cover it.
  let shore: Double
  private let rock: Noise
  private let hills: Noise
  private let cover: Noise

  init(
    seed: UInt64, sun: Vector, sunColour: Colour, ambient: Colour, haze: Colour, sight: Double,
    foot: Double, shore: Double
  ) {
    self.sun = sun.normalised
    self.sunColour = sunColour
    self.ambient = ambient
    self.haze = haze
    self.sight = sight
    self.foot = foot
    self.shore = shore
    rock = Noise(seed)
    hills = Noise(seed + 1)
    cover = Noise(seed + 2)
  }

  func height(_ x: Double, _ z: Double, footprint: Double) -> Double {
    let rise = smoothstep(foot, foot + 9, z)
    let roll = hills.fractal(x / 1.7, z / 1.7, octaves: 5, gain: 0.42, footprint: footprint / 1.7)
    let land = smoothstep(shore, shore + 0.8, z)
    var height = 0.16 * smoothstep(0.2, 2.5, z) * roll * land
    if rise > 0 {
      let crests = rock.ridged(x / 5, z / 5, octaves: 11, gain: 0.46, footprint: footprint / 5)
      height += 2.2 * rise * (crests - 0.45)
    }
    if rise < 1 {
      height += bumps(x, z, footprint) * (1 - rise) * land
    }
    return height
  }

  /// Grass, and crowns of trees where there is wood.
  private func bumps(_ x: Double, _ z: Double, _ footprint: Double) -> Double {
    let grass = hills.fractal(x * 60, z * 60, octaves: 5, gain: 0.6, footprint: footprint * 60)
    let patches = cover.fractal(x * 3, z * 3, octaves: 4, footprint: footprint * 3)
    let wooded = wooded(patches, z)
    guard wooded > 0 else { return 0.0016 * grass }
    let crowns = hills.fractal(x * 28, z * 28, octaves: 3, gain: 0.5, footprint: footprint * 28)
    return 0.0016 * grass + 0.018 * wooded * (1 + 0.6 * crowns)
  }

  /// The share of wood, 0…1, which grows with the distance.
  private func wooded(_ patches: Double, _ z: Double) -> Double {
    smoothstep(0, 0.12, patches + 1.1 * smoothstep(0.3, 3.5, z) - 0.86)
  }

  func colour(of point: SurfacePoint) -> Colour {
    let shade = sunlight(at: point, sun: sun, reach: 2.5)
    let direct = sunColour * (max(dot(point.normal, sun), 0) * shade)
    let lit = ground(at: point) * (direct + ambient * (0.55 + 0.45 * point.normal.y))
    let distance = point.z / sight
    return mix(haze, lit, 1 / (1 + distance * distance))
  }

  /// The colour of the ground itself: meadow, wood, rock, snow, from below upwards.
  private func ground(at point: SurfacePoint) -> Colour {
    let (x, z) = (point.x, point.z)
    let patches = cover.fractal(x * 3, z * 3, octaves: 7, footprint: point.footprint * 3)
    let fine = cover.fractal(x * 90, z * 90, octaves: 4, gain: 0.7, footprint: point.footprint * 90)
    let meadow = mix(
      Colour(0.075, 0.125, 0.028), Colour(0.20, 0.19, 0.065),
      clamp(0.42 + 0.5 * patches + 0.3 * fine))
    let wood = Colour(0.022, 0.042, 0.020) * (1 + 0.35 * patches)
    let stone = mix(Colour(0.16, 0.145, 0.13), Colour(0.27, 0.25, 0.235), clamp(0.5 + patches))
    let wooded = wooded(patches, z)
    let green = mix(meadow, wood, wooded)
    let bare = smoothstep(0.45, 0.75, point.height + 0.25 * patches)
    let steep = 1 - point.normal.y
    // Crowns of trees are steep too, and yet no rock.
    let cliff = smoothstep(0.35, 0.5, steep) * smoothstep(foot, foot + 3, z)
    let snow = smoothstep(1.0, 1.3, point.height + 0.35 * patches - 0.9 * max(steep - 0.25, 0))
    return mix(
      mix(green, stone, max(bare, cliff)), Colour(0.82, 0.85, 0.9), snow)
  }
}
