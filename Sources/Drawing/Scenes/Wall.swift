import Images

extension Scene {
  /// A wall of rough stones, without colour.
  static func wall(width: Int, height: Int) -> Image {
    let wall = Wall()
    return Canvas(width: width, height: height) { x, y in
      Colour(repeating: wall.light(x, y))
    }.developed(.grey, grain: 1)
  }
}

/// Stones, each a cell of a Voronoi diagram.
private struct Wall {
  private let sites = Noise(301)
  private let texture = Noise(302)
  private let sun = Vector(-0.6, 0.55, 0.58).normalised

  func light(_ x: Double, _ y: Double) -> Double {
    let step = 0.0015
    let here = stone(x, y)
    let (slopeX, slopeY) = (
      stone(x + step, y).height - here.height, stone(x, y + step).height - here.height
    )
    let normal = Vector(-slopeX, slopeY, step).normalised
    let speckles = texture.fractal(x * 40 + here.tone * 90, y * 40, octaves: 5, gain: 0.7)
    let veins = texture.ridged(x * 7 + here.tone * 50, y * 7, octaves: 4)
    let albedo = mix(0.10, 0.46, here.tone * here.tone) * (1 + 0.22 * speckles) + 0.03 * (veins - 1)
    let open = smoothstep(0, 0.035, here.height)
    let direct = 1.35 * max(dot(normal, sun), 0) * mix(0.35, 1, open)
    return max(albedo, 0.03) * (direct + 0.30) * mix(0.12, 1, open)
  }

  /// The height of the stone at a point, and its own grey, 0…1.
  private func stone(_ x: Double, _ y: Double) -> (height: Double, tone: Double) {
    let bend = 0.10 * texture.fractal(x * 5, y * 5, octaves: 3)
    let (u, v) = (x * 7 + bend, y * 9 + bend)
    let (column, row) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
    var (nearest, second, tone) = (9.0, 9.0, 0.0)
    for j in row - 1...row + 1 {
      for i in column - 1...column + 1 {
        let dx = Double(i) + 0.1 + 0.8 * sites.uniform(i, j) - u
        let dy = Double(j) + 0.1 + 0.8 * sites.uniform(i, j, channel: 1) - v
        let distance = (dx * dx + dy * dy).squareRoot()
        if distance < nearest {
          (nearest, second, tone) = (distance, nearest, sites.uniform(i, j, channel: 2))
        } else {
          second = min(second, distance)
        }
      }
    }
    // A dome: steep at its edge, level on top.
    let edge = clamp((second - nearest) * 1.15)
    let dome = (edge * (2 - edge)).squareRoot()
    let rough = texture.fractal(x * 30, y * 30, octaves: 5, gain: 0.55)
    return (0.075 * dome + 0.0016 * rough * edge, tone)
  }
}
