import Autodiff
import Images
import Tensors

extension Image {
  /// An estimate of the standard deviation of Gaussian noise in the samples 0…255: the median
  /// magnitude of the finest diagonal Haar coefficients divided by 0.6745 (Donoho & Johnstone
  /// 1994), averaged over colours.
  ///
  /// Fine texture counts as noise, so the estimate is too large for detailed pictures.
  package var noiseDeviation: Float {
    let colours = withoutAlpha
    let channels = colours.channels.count
    guard width > 1, height > 1 else { return 0 }
    let sum = (0..<channels).reduce(Float(0)) { sum, channel in
      // Twice the coefficient is an integer, so a histogram gives the median.
      var counts = [Int](repeating: 0, count: 1021)
      for row in stride(from: 0, to: height - 1, by: 2) {
        for column in stride(from: 0, to: width - 1, by: 2) {
          let at = (row * width + column) * channels + channel
          let below = at + width * channels
          let s = colours.samples
          counts[
            abs(Int(s[at]) - Int(s[at + channels]) - Int(s[below]) + Int(s[below + channels]))
          ] += 1
        }
      }
      return sum + Self.median(counts) / 2 / 0.6745
    }
    return sum / Float(channels)
  }

  /// The median of a histogram of magnitudes, interpolated within its bin.
  private static func median(_ counts: [Int]) -> Float {
    let half = Float(counts.reduce(0, +)) / 2
    var below: Float = 0
    for (magnitude, count) in counts.enumerated() where count > 0 {
      if below + Float(count) >= half {
        let share = (half - below) / Float(count)
        // Bin 0 covers 0…½, the others ±½ around their magnitude.
        return magnitude == 0 ? share / 2 : Float(magnitude) - 0.5 + share
      }
      below += Float(count)
    }
    return 0
  }
}

extension Image {
  /// This image with independent Gaussian noise in every sample but alpha, rounded and clamped to
  /// 0…255. The same seed gives the same noise on every machine.
  package func addingNoise(deviation: Float, seed: UInt64) -> Image {
    let colours = withoutAlpha
    var key = NoiseKey(seed: seed)
    let noise = Tensor.normal(
      rows: height, columns: width, channels: colours.channels.count, key: key.next())
    let samples = zip(colours.samples, noise.values).map { sample, number in
      UInt8(min(max(Float(sample) + deviation * number, 0), 255) + 0.5)
    }
    return Image(
      width: width, height: height, channels: colours.channels, samples: samples
    ).joined(withAlpha: alphaPlane)
  }
}
