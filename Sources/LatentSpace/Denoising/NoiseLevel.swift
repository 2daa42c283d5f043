import Autodiff
import Images
import Tensors

extension Image {
  /// The deviation of normal noise in the samples, estimated: the median magnitude of the finest
  /// diagonal Haar coefficients over 0.6745 (Donoho & Johnstone 1994), the mean over colours.
  ///
  /// Texture counts as noise, so of detailed pictures it is somewhat too much.
  package var noiseDeviation: Float {
    let colours = withoutAlpha
    let channels = colours.channels.count
    guard width > 1, height > 1 else { return 0 }
    let sum = (0..<channels).reduce(Float(0)) { sum, channel in
      // Twice the coefficient is an integer, so counts tell the median.
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

  /// Of magnitudes that were counted: within its integer, as far as it is into the count.
  private static func median(_ counts: [Int]) -> Float {
    let half = Float(counts.reduce(0, +)) / 2
    var below: Float = 0
    for (magnitude, count) in counts.enumerated() where count > 0 {
      if below + Float(count) >= half {
        let share = (half - below) / Float(count)
        // Magnitude 0 stands for 0…½, others for ±½ around them.
        return magnitude == 0 ? share / 2 : Float(magnitude) - 0.5 + share
      }
      below += Float(count)
    }
    return 0
  }
}

extension Image {
  /// This image with independent normal noise in every sample but alpha, rounded and within
  /// 0…255; the same for the same seed on every machine.
  package func spoilt(deviation: Float, seed: UInt64) -> Image {
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
