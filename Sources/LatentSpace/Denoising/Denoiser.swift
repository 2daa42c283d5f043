import Aezip
import Images
import Networks

/// Removes Gaussian noise from pictures of any size: d(e(x)) of a photo model that was trained for
/// it, with latents that are not quantised.
///
/// The latents stand for blocks of 16×16 pixels, so the result depends a little on where the blocks
/// begin. Averaging passes with shifted blocks reduces the error (cycle spinning, Coifman & Donoho
/// 1995).
package struct Denoiser: Sendable {
  private let model: PhotoModel
  private let levels: DenoisingLevels

  /// The offset of the blocks in each pass, in pixels.
  private static let origins = [
    (0, 0), (8, 8), (4, 12), (12, 4), (0, 8), (8, 0), (4, 4), (12, 12), (2, 6), (10, 14), (6, 2),
    (14, 10), (2, 14), (10, 6), (6, 10), (14, 2),
  ].map { (top: $0.0, left: $0.1) }

  /// The largest number of passes.
  package static var maximumPasses: Int { origins.count }

  /// - Parameter file: the file of a photo model that was trained to remove noise
  /// - Throws: ``LatentError/notDenoiser`` for another model, and `ModelError`
  package init(modelFile file: [UInt8]) throws {
    let metadata = try SafeTensors(file).metadata
    guard metadata["format"] == PhotoConfiguration.format else { throw LatentError.notDenoiser }
    let model = try PhotoModel(file: file)
    guard
      let levels = try DenoisingLevels(
        metadata: metadata, levels: model.configuration.levels)
    else { throw LatentError.notDenoiser }
    (self.model, self.levels) = (model, levels)
  }

  /// Removes noise; alpha stays unchanged.
  ///
  /// - Parameters:
  ///   - deviation: standard deviation of the noise, in units of samples 0…255
  ///   - passes: 1…``maximumPasses``
  ///   - jobs: threads; the result does not depend on their number
  /// - Throws: ``LatentError/notFinite``
  package func cleaned(
    _ image: Image, deviation: Float, passes: Int = 4, jobs: Int = 1
  ) async throws -> Image {
    precondition((1...Self.maximumPasses).contains(passes) && deviation >= 0)
    let colours = image.withoutAlpha.inColour
    let share = min(deviation / (levels.deviations.first ?? 1), 1)
    let level = levels.level(of: deviation)
    var samples = colours.samples
    try await Pipeline.run(Tile.all(of: image), width: jobs) { tile in
      (tile, mean(of: tile, colours, passes: passes, level: level))
    } consume: { tile, made in
      guard made.allSatisfy(\.isFinite) else { throw LatentError.notFinite }
      var index = 0
      for row in tile.top..<tile.top + tile.height {
        let first = (row * image.width + tile.left) * 3
        for at in first..<first + tile.width * 3 {
          // Noise below the model's lowest level is removed in proportion.
          let before = Float(samples[at])
          let sample = before + share * (made[index] - before)
          samples[at] = UInt8(min(max(sample, 0), 255) + 0.5)
          index += 1
        }
      }
    }
    let cleaned = Image(
      width: image.width, height: image.height, channels: .rgb, samples: samples)
    return (image.channels.isColour ? cleaned : cleaned.inGrey).joined(withAlpha: image.alphaPlane)
  }

  /// The mean of all passes over a tile, height × width × 3.
  private func mean(of tile: Tile, _ image: Image, passes: Int, level: QualityLevel) -> [Float] {
    var sum = [Float](repeating: 0, count: tile.height * tile.width * 3)
    for origin in Self.origins.prefix(passes) {
      let wide = tile.widened(by: Tile.margin, above: origin.top, before: origin.left)
      let made = model.cleaned(
        wide.samples(of: image), size: PhotoSize(width: wide.width, height: wide.height),
        level: level)
      let (down, right) = (tile.top - wide.top, tile.left - wide.left)
      var index = 0
      for row in 0..<tile.height {
        let first = ((row + down) * wide.width + right) * 3
        for number in made[first..<first + tile.width * 3] {
          sum[index] += number / Float(passes)
          index += 1
        }
      }
    }
    return sum
  }
}

/// A part of a picture. Tiles bound the memory of large pictures and are spread over threads.
private struct Tile: Sendable {
  let top: Int
  let left: Int
  let height: Int
  let width: Int

  private static let side = 512
  /// Pixels around a tile that the network sees as well.
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

  /// The tile's samples; the edge of the picture is repeated beyond it.
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
