extension Image {
  /// This image scaled down by a Lanczos filter of three lobes.
  ///
  /// - Parameters:
  ///   - width, height: at most this image's
  package func scaled(toWidth width: Int, height: Int) -> Image {
    precondition(width > 0 && height > 0 && width <= self.width && height <= self.height)
    if width == self.width && height == self.height { return self }
    let count = channels.count
    let across = LanczosTaps.all(from: self.width, to: width)
    let down = LanczosTaps.all(from: self.height, to: height)
    let line = width * count
    var narrow = [Float](repeating: 0, count: self.height * line)
    for row in 0..<self.height {
      let from = row * self.width * count
      for (column, taps) in across.enumerated() {
        for channel in 0..<count {
          var sum: Float = 0
          for (index, weight) in taps.weights.enumerated() {
            sum += weight * Float(samples[from + (taps.first + index) * count + channel])
          }
          narrow[row * line + column * count + channel] = sum
        }
      }
    }
    var output: [UInt8] = []
    output.reserveCapacity(height * line)
    for taps in down {
      var sums = [Float](repeating: 0, count: line)
      for (index, weight) in taps.weights.enumerated() {
        let from = (taps.first + index) * line
        for at in 0..<line { sums[at] += weight * narrow[from + at] }
      }
      output += sums.map { UInt8(min(max($0, 0), 255).rounded()) }
    }
    return Image(width: width, height: height, channels: channels, samples: output)
  }
}

/// The weights of the samples that one sample of the smaller line is made of.
private struct LanczosTaps {
  let first: Int
  /// They sum to one.
  let weights: [Float]

  static func all(from old: Int, to new: Int) -> [LanczosTaps] {
    let scale = Double(old) / Double(new)
    return (0..<new).map { index in
      let centre = (Double(index) + 0.5) * scale
      let reach = 3 * scale
      let first = max(Int((centre - reach + 0.5).rounded(.down)), 0)
      let end = min(Int((centre + reach + 0.5).rounded(.down)), old)
      let weights = (first..<end).map { window((Double($0) + 0.5 - centre) / scale) }
      let sum = weights.reduce(0, +)
      return LanczosTaps(first: first, weights: weights.map { Float($0 / sum) })
    }
  }

  /// sinc(x) · sinc(x / 3)
  private static func window(_ x: Double) -> Double {
    guard abs(x) < 3 else { return 0 }
    if x == 0 { return 1 }
    return 3 * sine(halfTurns: x) * sine(halfTurns: x / 3) / (Double.pi * Double.pi * x * x)
  }

  /// sin(π·x) by its series: C libraries differ in sin, and training must repeat on any machine.
  private static func sine(halfTurns x: Double) -> Double {
    let nearest = x.rounded()
    let angle = Double.pi * (x - nearest)
    var (term, sum) = (angle, angle)
    for k in stride(from: 2, through: 20, by: 2) {
      term *= -angle * angle / Double(k * (k + 1))
      sum += term
    }
    return nearest.truncatingRemainder(dividingBy: 2) == 0 ? sum : -sum
  }
}
