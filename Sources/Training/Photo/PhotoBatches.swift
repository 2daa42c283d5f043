import Autodiff
import Images

/// Random crops of photographs. The seed, the step and the index alone determine a crop.
package struct PhotoBatches: Sendable {
  package let source: PhotoSource
  /// The indices of the photographs to crop.
  package let indices: [Int]
  /// The side of a crop in pixels, a multiple of 64.
  package let crop: Int
  /// The number of quality levels.
  package let levels: Int
  private let key: NoiseKey

  package init(_ source: PhotoSource, indices: [Int], crop: Int, levels: Int, seed: UInt64) {
    precondition(!indices.isEmpty && crop > 0 && crop % 64 == 0)
    self.source = source
    self.indices = indices
    self.crop = crop
    self.levels = levels
    key = NoiseKey(seed: seed)
  }

  /// Splits indices into those of training photographs and of evenly spaced held-out ones.
  package static func split(count: Int, heldOut: Int) -> (training: [Int], heldOut: [Int]) {
    precondition(heldOut >= 0 && heldOut < count)
    let isHeldOut = { (index: Int) in (index + 1) * heldOut / count > index * heldOut / count }
    return ((0..<count).filter { !isHeldOut($0) }, (0..<count).filter(isHeldOut))
  }

  /// Draws random crops, mirrored and transposed at random, at consecutive quality levels from a
  /// random one.
  ///
  /// - Parameters:
  ///   - step: the number of the step
  ///   - samples: the number of crops
  ///   - shard: the number of crops per tape
  package func batch(
    step: Int, samples: Int, shard: Int
  ) throws(PhotoSourceError) -> [PhotoCrops] {
    let key = key.derived(step)
    var first = key
    // Losses of levels differ widely, so a batch with an equal share of each has less variance.
    let lowest = first.below(levels)
    var shards: [PhotoCrops] = []
    for first in stride(from: 0, to: samples, by: shard) {
      var (pixels, levels): ([[UInt8]], [Int]) = ([], [])
      for sample in first..<min(first + shard, samples) {
        var noise = key.derived(sample)
        pixels.append(try piece(&noise))
        levels.append((lowest + sample) % self.levels)
      }
      shards.append(PhotoCrops(pixels: pixels, height: crop, width: crop, levels: levels))
    }
    return shards
  }

  /// Returns the pixels of a batch's crops.
  package func pixels(step: Int, samples: Int) throws(PhotoSourceError) -> [[UInt8]] {
    let key = key.derived(step)
    var pieces: [[UInt8]] = []
    for sample in 0..<samples {
      var noise = key.derived(sample)
      pieces.append(try piece(&noise))
    }
    return pieces
  }

  /// Returns the centre crop of each photograph that is large enough, at level 0.
  ///
  /// - Throws: `PhotoSourceError` if a photograph cannot be read or none is large enough.
  package func middles(shard: Int) throws(PhotoSourceError) -> [PhotoCrops] {
    var pieces: [[UInt8]] = []
    for index in indices {
      let image = try source.picture(index)
      let (top, left) = ((image.height - crop) / 2, (image.width - crop) / 2)
      if min(image.width, image.height) >= crop {
        pieces.append(image.piece(top: top, left: left, size: crop))
      }
    }
    guard !pieces.isEmpty else { throw .tooSmall(crop: crop) }
    return stride(from: 0, to: pieces.count, by: shard).map {
      let part = Array(pieces[$0..<min($0 + shard, pieces.count)])
      return PhotoCrops(
        pixels: part, height: crop, width: crop, levels: Array(repeating: 0, count: part.count))
    }
  }

  private func piece(_ noise: inout NoiseKey) throws(PhotoSourceError) -> [UInt8] {
    for _ in 0..<1000 {
      let image = try source.picture(indices[noise.below(indices.count)])
      guard min(image.width, image.height) >= crop else { continue }
      let top = noise.below(image.height - crop + 1)
      let left = noise.below(image.width - crop + 1)
      let (mirrored, transposed) = (noise.below(2) == 1, noise.below(2) == 1)
      return image.piece(
        top: top, left: left, size: crop, mirrored: mirrored, transposed: transposed)
    }
    throw .tooSmall(crop: crop)
  }
}

extension Image {
  /// Crops size × size pixels in three colours, mirrors left to right, then transposes.
  package func piece(
    top: Int, left: Int, size: Int, mirrored: Bool = false, transposed: Bool = false
  ) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(size * size * 3)
    for y in 0..<size {
      for x in 0..<size {
        let (row, column) = transposed ? (x, y) : (y, x)
        let from = left + (mirrored ? size - 1 - column : column)
        let at = ((top + row) * width + from) * 3
        pixels.append(samples[at])
        pixels.append(samples[at + 1])
        pixels.append(samples[at + 2])
      }
    }
    return pixels
  }
}
