import Aezip
import Images
import Networks

/// Takes normal noise out of pictures of any size: d(e(x)) of a photo model that was taught to,
/// with codes that are not rounded.
///
/// Blocks of 16×16 pixels share codes, so what is made of a picture depends a little on where they
/// begin: the mean of several passes, each with others, is nearer the truth (cycle spinning,
/// Coifman & Donoho 1995).
package struct Denoiser: Sendable {
  private let model: PhotoModel
  private let levels: DenoisingLevels

  /// Where the blocks of each pass begin, less than 16 pixels from the picture's edge.
  private static let origins = [
    (0, 0), (8, 8), (4, 12), (12, 4), (0, 8), (8, 0), (4, 4), (12, 12), (2, 6), (10, 14), (6, 2),
    (14, 10), (2, 14), (10, 6), (6, 10), (14, 2),
  ].map { (top: $0.0, left: $0.1) }

  /// The most passes.
  package static var mostPasses: Int { origins.count }

  /// - Parameter file: of a photo model that takes noise out
  /// - Throws: ``LatentError/notDenoising`` of another, and `ModelError`
  package init(modelFile file: [UInt8]) throws {
    let metadata = try SafeTensors(file).metadata
    guard metadata["format"] == PhotoConfiguration.format else { throw LatentError.notDenoising }
    let model = try PhotoModel(file: file)
    guard
      let levels = try DenoisingLevels(
        metadata: metadata, levels: model.configuration.levels)
    else { throw LatentError.notDenoising }
    (self.model, self.levels) = (model, levels)
  }

  /// The picture without its noise; alpha stays what it was.
  ///
  /// - Throws: ``LatentError/notFinite``
  /// - Parameters:
  ///   - deviation: of the noise, of samples 0…255
  ///   - passes: 1…``mostPasses``
  ///   - jobs: parts worked on at a time; what comes of it does not depend on it
  package func cleaned(
    _ image: Image, deviation: Float, passes: Int = 4, jobs: Int = 1
  ) async throws -> Image {
    precondition((1...Self.mostPasses).contains(passes) && deviation >= 0)
    let colours = image.withoutAlpha.inColour
    let share = min(deviation / (levels.deviations.first ?? 1), 1)
    let level = levels.level(of: deviation)
    var samples = colours.samples
    try await Pipeline.run(Tile.all(of: image), width: jobs) { tile in
      (tile, mean(of: tile, colours, passes: passes, level: level))
    } consume: { tile, made in
      guard made.allSatisfy(\.isFinite) else { throw LatentError.notFinite }
      var place = 0
      for row in tile.top..<tile.top + tile.height {
        let first = (row * image.width + tile.left) * 3
        for at in first..<first + tile.width * 3 {
          // Less noise than the model knows: only part of what it would do.
          let before = Float(samples[at])
          let sample = before + share * (made[place] - before)
          samples[at] = UInt8(min(max(sample, 0), 255) + 0.5)
          place += 1
        }
      }
    }
    let cleaned = Image(
      width: image.width, height: image.height, channels: .rgb, samples: samples)
    return (image.channels.isColour ? cleaned : cleaned.inGrey).joined(withAlpha: image.alphaPlane)
  }

  /// What passes make of a part of a picture, and the mean of it: height × width × 3.
  private func mean(of tile: Tile, _ image: Image, passes: Int, level: QualityLevel) -> [Float] {
    var sum = [Float](repeating: 0, count: tile.height * tile.width * 3)
    for origin in Self.origins.prefix(passes) {
      let wide = tile.widened(by: Tile.margin, above: origin.top, before: origin.left)
      let made = model.cleaned(
        wide.samples(of: image), size: PhotoSize(width: wide.width, height: wide.height),
        level: level)
      let (down, right) = (tile.top - wide.top, tile.left - wide.left)
      var place = 0
      for row in 0..<tile.height {
        let first = ((row + down) * wide.width + right) * 3
        for number in made[first..<first + tile.width * 3] {
          sum[place] += number / Float(passes)
          place += 1
        }
      }
    }
    return sum
  }
}

/// A part of a picture, so that large ones need little memory and threads have something to do.
private struct Tile: Sendable {
  let top: Int
  let left: Int
  let height: Int
  let width: Int

  private static let side = 512
  /// Pixels around a part that are looked at, too.
  static let margin = 64

  static func all(of image: Image) -> [Tile] {
    stride(from: 0, to: image.height, by: side).flatMap { top in
      stride(from: 0, to: image.width, by: side).map { left in
        Tile(
          top: top, left: left, height: min(side, image.height - top),
          width: min(side, image.width - left))
      }
    }
  }

  func widened(by margin: Int, above: Int, before: Int) -> Tile {
    Tile(
      top: top - margin - above, left: left - margin - before,
      height: height + 2 * margin + above, width: width + 2 * margin + before)
  }

  /// Its samples; beyond the picture its edge goes on.
  func samples(of image: Image) -> [UInt8] {
    var samples: [UInt8] = []
    samples.reserveCapacity(height * width * 3)
    for row in top..<top + height {
      let line = min(max(row, 0), image.height - 1) * image.width
      for column in left..<left + width {
        let at = (line + min(max(column, 0), image.width - 1)) * 3
        samples.append(image.samples[at])
        samples.append(image.samples[at + 1])
        samples.append(image.samples[at + 2])
      }
    }
    return samples
  }
}
