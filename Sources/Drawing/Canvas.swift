import Images

/// A picture in linear light, sampled at 2 × 2 points in each pixel.
struct Canvas {
  /// Width of the developed picture in pixels.
  let width: Int
  /// Height of the developed picture in pixels.
  let height: Int
  /// Colours of all points, rows × columns.
  private(set) var points: [Colour]

  var columns: Int { 2 * width }
  var rows: Int { 2 * height }

  /// Evaluates `colour` at every point. Coordinates are in picture heights from the top left.
  init(width: Int, height: Int, _ colour: (_ x: Double, _ y: Double) -> Colour) {
    self.width = width
    self.height = height
    points = []
    points.reserveCapacity(4 * width * height)
    for row in 0..<2 * height {
      for column in 0..<2 * width {
        points.append(
          colour(
            (Double(column) + 0.5) / Double(2 * height), (Double(row) + 0.5) / Double(2 * height)))
      }
    }
  }

  subscript(column: Int, row: Int) -> Colour {
    get { points[row * columns + column] }
    set { points[row * columns + column] = newValue }
  }

  /// The mean light of a pixel's points.
  private func light(_ x: Int, _ y: Int) -> Colour {
    let upper = self[2 * x, 2 * y] + self[2 * x + 1, 2 * y]
    let lower = self[2 * x, 2 * y + 1] + self[2 * x + 1, 2 * y + 1]
    return (upper + lower) * 0.25
  }

  /// Quantises the picture to 8 bits, `rgb` or `grey`, with noise like film grain.
  ///
  /// - Parameter grain: standard deviation of the noise in samples 0…255
  func developed(_ channels: Image.Channels = .rgb, grain: Double = 0.8) -> Image {
    let noise = Noise(77)
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * channels.count)
    for y in 0..<height {
      for x in 0..<width {
        let light = light(x, y)
        // The sum of three uniform numbers is nearly normal, with a standard deviation of ½.
        let sum = (0..<3).reduce(-1.5) { $0 + noise.uniform(x, y, channel: $1) }
        let speck = 2 * grain * sum
        if channels == .grey {
          samples.append(sample(0.25 * light.x + 0.625 * light.y + 0.125 * light.z, speck))
        } else {
          for index in 0..<3 { samples.append(sample(light[index], speck)) }
        }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  private func sample(_ light: Double, _ speck: Double) -> UInt8 {
    UInt8(min(max(sampleValue(of: light) + speck, 0), 255).rounded())
  }
}

/// Red, green and blue in linear light. 1 is white; larger values are highlights.
typealias Colour = SIMD3<Double>

/// `low`…`high` for `t` 0…1.
func mix(_ low: Colour, _ high: Colour, _ t: Double) -> Colour {
  low + (high - low) * t
}

/// The unrounded sample value 0…255 of linear light.
///
/// Highlights roll off from 0.7. A square root approximates sRGB's curve, which would need powers.
func sampleValue(of light: Double) -> Double {
  let over = max(light - 0.7, 0) / 0.3
  let shown = over > 0 ? 0.7 + 0.3 * over / (1 + over) : max(light, 0)
  return 255 * shown.squareRoot()
}
