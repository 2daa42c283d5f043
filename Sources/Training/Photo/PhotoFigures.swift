import Autodiff
import CPlatform

/// The rate and distortion of a photo codec, with rounded latents and no noise. A denoiser has a
/// rate of zero.
package struct PhotoFigures: Sendable, Equatable, Codable {
  package let loss: Double
  package let bitsPerPixel: Double
  /// The mean squared error of samples 0…255, neither clamped nor rounded.
  package let squaredError: Double
  /// The peak signal-to-noise ratio in dB, averaged over shards; that is per picture if each shard
  /// holds one.
  package let psnr: Double

  /// Averages figures of equally many pictures.
  package init(meanOf figures: [PhotoFigures]) {
    let count = Double(figures.count)
    loss = figures.reduce(0) { $0 + $1.loss } / count
    bitsPerPixel = figures.reduce(0) { $0 + $1.bitsPerPixel } / count
    squaredError = figures.reduce(0) { $0 + $1.squaredError } / count
    psnr = figures.reduce(0) { $0 + $1.psnr } / count
  }

  package init(loss: Double, bitsPerPixel: Double, squaredError: Double, psnr: Double) {
    self.loss = loss
    self.bitsPerPixel = bitsPerPixel
    self.squaredError = squaredError
    self.psnr = psnr
  }
}

extension PhotoObjective {
  /// Evaluates parameters on crops at every trained level.
  ///
  /// - Parameter threads: the number of parallel shards, which does not affect the figures
  /// - Returns: the figures of each level
  package func figures(
    of parameters: ParameterSet, on shards: [PhotoCrops], threads: Int = 1
  ) async -> [PhotoFigures] {
    let levels = lambdas.count
    let results = await concurrently(
      Array(0..<levels * shards.count), threads: threads
    ) { index in
      self.figures(of: parameters, on: shards[index / levels].at(level: index % levels))
    }
    let pieces = Double(shards.reduce(0) { $0 + $1.samples })
    return (0..<levels).map { level in
      func mean(_ number: (PhotoFigures) -> Double) -> Double {
        shards.indices.reduce(0) { sum, shard in
          sum + number(results[shard * levels + level]) * Double(shards[shard].samples) / pieces
        }
      }
      return PhotoFigures(
        loss: mean(\.loss), bitsPerPixel: mean(\.bitsPerPixel),
        squaredError: mean(\.squaredError), psnr: mean(\.psnr))
    }
  }

  private func figures(of parameters: ParameterSet, on crops: PhotoCrops) -> PhotoFigures {
    let tape = Tape(parameters, recording: false)
    let loss = self(tape, crops, noisy: false).number
    let squaredError = tape.reports["squared error"] ?? .nan
    return PhotoFigures(
      loss: Double(loss), bitsPerPixel: tape.reports["bits per pixel"] ?? .nan,
      squaredError: squaredError, psnr: 10 * log10(65025 / max(squaredError, 1e-9)))
  }
}
