import Images

extension Scene {
  /// Trunks in morning fog, one row behind the other.
  static func fog(width: Int, height: Int) -> Image {
    let rows = (0..<9).map { TreeRow(depth: 8 - $0) }
    let mist = Noise(90)
    return Canvas(width: width, height: height) { x, y in
      let glow = 1 / (1 + 3.5 * ((x - 0.46) * (x - 0.46) + (y - 0.30) * (y - 0.30)))
      let fog = mix(Colour(0.30, 0.36, 0.40), Colour(0.86, 0.84, 0.76), glow)
      var colour = fog
      for row in rows {
        let drift = 0.18 * mist.fractal(x * 1.5 + 9 * Double(row.depth), y * 3, octaves: 6)
        let clear = row.clearness * (1 - 0.22 * glow) * (1 + drift)
        colour = row.over(colour, x, y, fog: fog, clearness: clear)
      }
      return colour
    }.developed(grain: 1)
  }
}

/// Trees, and the ground they stand on, at one distance.
private struct TreeRow {
  /// 0 nearest.
  let depth: Int
  let clearness: Double
  private let scale: Double
  private let floor: Double
  private let noise: Noise

  init(depth: Int) {
    self.depth = depth
    scale = 1 / (1 + 0.55 * Double(depth))
    floor = 0.60 + 0.34 * scale
    // Fog takes the same part of the light on every stretch of the way.
    clearness = power(0.76, depth)
    noise = Noise(200 + UInt64(depth))
  }

  /// The picture so far, `behind`, with this row before it, seen through `fog`.
  func over(
    _ behind: Colour, _ x: Double, _ y: Double, fog: Colour, clearness: Double
  ) -> Colour {
    let ground = floor + 0.035 * noise.fractal(x / scale * 0.7, 3, octaves: 6, gain: 0.45)
    if y > ground { return mix(fog, soil(x, y, below: y - ground), clearness) }
    var colour = behind
    if let bark = trunk(x, y) { colour = mix(fog, bark, clearness) }
    let leaves = foliage(x, y)
    return leaves > 0 ? mix(colour, mix(fog, leafColour(x, y), clearness), leaves) : colour
  }

  /// The bark at a point, or nil if no trunk covers it. Each cell has a trunk of random position
  /// and girth.
  private func trunk(_ x: Double, _ y: Double) -> Colour? {
    let spacing = 0.34 * scale
    let cell = Int((x / spacing).rounded(.down))
    for index in cell - 1...cell + 1 {
      let lean = 0.10 * (noise.uniform(index, 1) - 0.5)
      let sway = 0.012 * scale * noise.value(y / scale * 2.5, Double(index) + 0.5)
      let base = (Double(index) + 0.15 + 0.7 * noise.uniform(index, 0)) * spacing
      let centre = base + lean * (floor - y) + sway
      let root = 1 + 1.2 * power(clamp(1 - (floor - y) / (0.16 * scale)), 3)
      let girth = mix(0.012, 0.040, noise.uniform(index, 2)) * scale * root
      let radius = girth * (0.65 + 0.35 * clamp(y / floor))
      let across = (x - centre) / radius
      if abs(across) < 1 + 0.1 * noise.value(x * 20 / scale, y * 30 / scale) {
        return bark(across, y, index: index)
      }
    }
    return nil
  }

  private func bark(_ across: Double, _ y: Double, index: Int) -> Colour {
    let texture = noise.fractal(
      across * 2.5 + Double(7 * index), y / scale * 9, octaves: 6, gain: 0.62, footprint: 0.05)
    let round = 0.55 + 0.45 * (1 - across * across) - 0.3 * across
    return Colour(0.066, 0.056, 0.047) * max(round * (1 + 0.75 * texture), 0.05)
  }

  private func soil(_ x: Double, _ y: Double, below: Double) -> Colour {
    let litter = noise.fractal(x / scale * 9, below / scale * 26, octaves: 7, gain: 0.66)
    let patches = noise.fractal(x / scale * 1.7 + 5, below / scale * 5, octaves: 4)
    let base = mix(Colour(0.050, 0.058, 0.022), Colour(0.115, 0.074, 0.042), clamp(0.5 + patches))
    return base * max(1 + 0.9 * litter, 0.1)
  }

  /// How much leaves cover, 0…1: more towards the top.
  private func foliage(_ x: Double, _ y: Double) -> Double {
    let reach = 0.52 - 0.30 * scale
    guard y < reach + 0.25 else { return 0 }
    let clumps = noise.fractal(x / scale * 2.2, y / scale * 2.2, octaves: 8, gain: 0.62)
    return smoothstep(0, 0.12, clumps + 1.6 * (reach - y) - 0.30)
  }

  private func leafColour(_ x: Double, _ y: Double) -> Colour {
    let shade = noise.fractal(x / scale * 12, y / scale * 12 + 3, octaves: 5, gain: 0.65)
    return Colour(0.048, 0.064, 0.024) * max(1 + 0.9 * shade, 0.1)
  }
}
