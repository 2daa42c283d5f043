import Images

/// A drawn picture that is no photograph, to try codecs on what they do not expect.
package struct Pattern: Sendable {
  /// As in "checks-red-cyan-2".
  package let name: String
  package let image: Image

  /// Draws all patterns, the same on every machine.
  package static func all() -> [Pattern] {
    periodic() + rasters() + gradients() + drawings()
  }

  /// Pixels along a side.
  static let side = 256

  /// A picture whose samples are a function of the pixel.
  ///
  /// - Parameter noise: the standard deviation of normal noise that is added
  init(
    _ name: String, noise: Double = 0,
    _ colour: (_ x: Int, _ y: Int) -> (Double, Double, Double)
  ) {
    let grain = Noise(91)
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * Self.side * Self.side)
    for y in 0..<Self.side {
      for x in 0..<Self.side {
        let (red, green, blue) = colour(x, y)
        for (channel, value) in [red, green, blue].enumerated() {
          // The sum of three uniform numbers is nearly normal, with a standard deviation of ½.
          let sum = (0..<3).reduce(-1.5) { sum, term in
            sum + grain.uniform(3 * x + term, y, channel: channel)
          }
          samples.append(UInt8(min(max(value + 2 * noise * sum, 0), 255).rounded()))
        }
      }
    }
    self.init(
      name: name,
      image: Image(width: Self.side, height: Self.side, channels: .rgb, samples: samples))
  }

  init(name: String, image: Image) {
    (self.name, self.image) = (name, image)
  }
}

extension Pattern {
  /// Two colours that differ along an axis of colour.
  private static let pairs: [(name: String, one: [Double], other: [Double])] = [
    ("grey", [40, 40, 40], [210, 210, 210]), ("red-cyan", [230, 30, 30], [30, 230, 230]),
    ("green-magenta", [30, 220, 30], [220, 30, 220]),
    ("blue-yellow", [30, 30, 220], [230, 230, 40]), ("red-green", [220, 30, 30], [30, 200, 30]),
    ("red-blue", [220, 30, 40], [40, 30, 220]), ("green-blue", [20, 200, 60], [60, 40, 210]),
  ]

  /// Checks and stripes of two colours, with the noise of a camera.
  private static func periodic() -> [Pattern] {
    var patterns: [Pattern] = []
    func colour(_ values: [Double]) -> (Double, Double, Double) {
      (values[0], values[1], values[2])
    }
    for pair in pairs {
      for period in pair.name == "grey" ? Array(1...8) : [1, 2, 4] {
        patterns.append(
          Pattern("checks-\(pair.name)-\(period)", noise: 2) { x, y in
            colour((x / period + y / period) % 2 == 0 ? pair.one : pair.other)
          })
      }
      patterns.append(
        Pattern("stripes-\(pair.name)-1", noise: 2) { x, _ in
          colour(x % 2 == 0 ? pair.one : pair.other)
        })
    }
    for period in [3, 5, 7] {
      patterns.append(
        Pattern("lines-red-cyan-\(period)", noise: 2) { _, y in
          colour(y / period % 2 == 0 ? pairs[1].one : pairs[1].other)
        })
    }
    return patterns
  }

  /// What screens, printers and cameras make of pictures.
  private static func rasters() -> [Pattern] {
    let photo = Scene.sea(width: side, height: side)
    func sample(_ x: Int, _ y: Int, _ channel: Int) -> Double {
      Double(photo.samples[3 * (min(y, side - 1) * side + min(max(x, 0), side - 1)) + channel])
    }
    func grey(_ x: Int, _ y: Int) -> Double {
      0.25 * sample(x, y, 0) + 0.625 * sample(x, y, 1) + 0.125 * sample(x, y, 2)
    }
    let bayer: [Double] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
    return [
      Pattern("stripes-rgb-3", noise: 2) { x, _ in
        (x % 3 == 0 ? 220 : 30, x % 3 == 1 ? 220 : 30, x % 3 == 2 ? 220 : 30)
      },
      Pattern("led", noise: 2) { x, y in
        let isLit = x % 4 < 3 && y % 4 < 3
        let light = { (channel: Int) in isLit && x % 4 == channel ? sample(x, y, channel) : 12.0 }
        return (light(0), light(1), light(2))
      },
      Pattern("interlaced") { x, y in
        let shift = y % 2 * 6
        return (sample(x + shift, y, 0), sample(x + shift, y, 1), sample(x + shift, y, 2))
      },
      Pattern("dither-ordered") { x, y in
        let value = grey(x, y) / 255 * 16 > bayer[y % 4 * 4 + x % 4] + 0.5 ? 255.0 : 0
        return (value, value, value)
      },
      Pattern("dither-noise") { x, y in
        let value = grey(x, y) / 255 > Noise(7).uniform(x, y) ? 255.0 : 0
        return (value, value, value)
      },
      Pattern("halftone") { x, y in
        // Dots on a grid that is turned by about 27°.
        let (u, v) = (Double(2 * x + y) / 14, Double(2 * y - x) / 14)
        let value = grey(x, y) / 255 > 0.5 + 0.25 * (wave(u) + wave(v)) ? 255.0 : 0
        return (value, value, value)
      },
      Pattern("moiré") { x, y in
        let (dx, dy) = (Double(x - 128), Double(y - 128))
        let value = 128 + 120 * wave((dx * dx + dy * dy) / 500)
        return (value, value, value)
      },
    ]
  }

  private static func gradients() -> [Pattern] {
    [
      Pattern("gradient") { x, y in
        (40 + 0.5 * Double(x), 20 + 0.6 * Double(y), 30 + 0.3 * Double(x + y))
      },
      Pattern("gradient-noisy", noise: 2) { x, y in
        (40 + 0.5 * Double(x), 20 + 0.6 * Double(y), 30 + 0.3 * Double(x + y))
      },
      Pattern("gradient-steps") { x, y in
        (Double(x / 16 * 16), Double(y / 16 * 16), Double((x + y) / 32 * 16))
      },
      Pattern("disc") { x, y in
        let (dx, dy) = (Double(x - 128), Double(y - 128))
        let t = smoothstep(0, 1, (100 - (dx * dx + dy * dy).squareRoot()) / 2 + 0.5)
        return (250 - 60 * t, 250 - 200 * t, 245 - 180 * t)
      },
    ]
  }
}
