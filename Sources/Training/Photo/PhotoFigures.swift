import Autodiff
import CPlatform

/// How well a photo codec does on pictures it has not learned from: true rates, no noise.
package struct PhotoFigures: Sendable, Equatable, Codable {
  package let loss: Double
  package let bitsPerPixel: Double
  /// Mean squared error of samples 0…255, neither clamped nor rounded.
  package let squaredError: Double
  /// Peak signal to noise in dB: the mean over what was measured together, single pictures
  /// where shards hold one each.
  package let psnr: Double

  /// Means over figures of as many pictures each.
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
  /// Measures parameters on pieces of pictures at every trained level.
  ///
  /// - Parameter threads: shards worked on at a time; the figures do not depend on it
  /// - Returns: Figures of each level.
  package func figures(
    of parameters: ParameterSet, on shards: [PhotoCrops], threads: Int = 1
  ) async -> [PhotoFigures] {
    let levels = lambdas.count
    var results = [PhotoFigures?](repeating: nil, count: levels * shards.count)
    await withTaskGroup(of: (Int, PhotoFigures).self) { group in
      for index in results.indices {
        if index >= threads, let (done, figures) = await group.next() { results[done] = figures }
        let crops = shards[index / levels].at(level: index % levels)
        group.addTask { (index, self.figures(of: parameters, on: crops)) }
      }
      for await (done, figures) in group { results[done] = figures }
    }
    let pieces = Double(shards.reduce(0) { $0 + $1.samples })
    return (0..<levels).map { level in
      func mean(_ number: (PhotoFigures) -> Double) -> Double {
        shards.indices.reduce(0) { sum, shard in
          guard let figures = results[shard * levels + level] else { return .nan }
          return sum + number(figures) * Double(shards[shard].samples) / pieces
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
