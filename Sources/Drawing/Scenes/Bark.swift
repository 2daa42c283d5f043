import Images

extension Scene {
  /// The bark of an old tree, close by, with moss in its cracks.
  static func bark(width: Int, height: Int) -> Image {
    let surface = Bark()
    return Canvas(width: width, height: height) { x, y in surface.colour(x, y) }.developed()
  }
}

private struct Bark {
  let plates = Noise(71)
  let fibres = Noise(72)
  let moss = Noise(73)
  let light = Vector(-0.55, 0.5, 0.67).normalised

  /// How far the bark stands out: plates, higher than wide, between cracks.
  private func relief(_ x: Double, _ y: Double) -> Double {
    let bend = plates.fractal(x * 2.2, y * 1.3, octaves: 4)
    let crack = abs(
      plates.fractal(x * 5.5 + 0.7 * bend, y * 1.5 + 0.5 * bend, octaves: 6, gain: 0.52))
    let cross = abs(plates.fractal(x * 3 + 7, y * 6 + 0.9 * bend, octaves: 6, gain: 0.52))
    let plate = smoothstep(0.02, 0.26, crack) * (0.55 + 0.45 * smoothstep(0, 0.16, cross))
    let grain = fibres.fractal(x * 30, y * 9 + 2 * bend, octaves: 6, gain: 0.58)
    return 0.055 * plate + 0.011 * grain
  }

  func colour(_ x: Double, _ y: Double) -> Colour {
    let step = 0.002
    let height = relief(x, y)
    let (slopeX, slopeY) = (relief(x + step, y) - height, relief(x, y + step) - height)
    let normal = Vector(-slopeX, slopeY, step * 1.1).normalised
    let open = smoothstep(-0.004, 0.05, height)
    let tint = fibres.fractal(x * 4 + 3, y * 3, octaves: 6)
    let wood = mix(Colour(0.15, 0.105, 0.075), Colour(0.33, 0.28, 0.23), clamp(0.45 + 0.6 * tint))
    let growth = moss.fractal(x * 2.4, y * 2, octaves: 7, gain: 0.55) + 0.35 * (0.8 - open)
    let green = Colour(0.115, 0.135, 0.035) * (1 + 0.4 * tint)
    let ground = mix(wood, green, smoothstep(0.05, 0.5, growth))
    let direct = Colour(1.5, 1.38, 1.18) * max(dot(normal, light), 0)
    return ground * (direct + Colour(0.30, 0.34, 0.40)) * mix(0.16, 1, open)
  }
}
