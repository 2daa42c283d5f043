import Images

/// A picture in the making: linear light, 2 × 2 points to a pixel.
struct Canvas {
  /// Of the finished picture, in pixels.
  let width: Int
  let height: Int
  /// `[rows, columns]`
  private(set) var points: [Colour]

  var columns: Int { 2 * width }
  var rows: Int { 2 * height }

  /// Asks `colour` for every point; coordinates are in picture heights from the top left.
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

  /// The light on a pixel.
  private func light(_ x: Int, _ y: Int) -> Colour {
    let upper = self[2 * x, 2 * y] + self[2 * x + 1, 2 * y]
    let lower = self[2 * x, 2 * y + 1] + self[2 * x + 1, 2 * y + 1]
    return (upper + lower) * 0.25
  }

  /// The finished picture, `rgb` or `grey`, with the grain of film: `grain` steps of deviation.
  func developed(_ channels: Image.Channels = .rgb, grain: Double = 0.8) -> Image {
    let noise = Noise(77)
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * channels.count)
    for y in 0..<height {
      for x in 0..<width {
        let light = light(x, y)
        // Three uniform numbers are as good as a normal one; theirs deviates by a half.
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
