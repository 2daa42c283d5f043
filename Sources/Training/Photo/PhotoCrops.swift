import Autodiff
import Tensors

/// A shard of crops of one size, each with a quality level.
package struct PhotoCrops: Shard {
  package let samples: Int
  /// The size of a crop in pixels, multiples of 64.
  package let height: Int
  package let width: Int
  /// The trained level of each crop.
  package let levels: [Int]
  /// The weight of each crop's error.
  package let weights: [Float]
  /// x / 255 − 0.5 in blocks of 8×8 pixels: (samples · height / 8) × (width / 8) × 192, channels
  /// in the order (dy, dx, plane).
  package let blocks: Tensor

  /// - Parameters:
  ///   - pixels: height × width × 3 for each crop
  ///   - levels: one per crop
  ///   - weights: one per crop; nil for ones
  package init(
    pixels: [[UInt8]], height: Int, width: Int, levels: [Int], weights: [Float]? = nil
  ) {
    precondition(height % 64 == 0 && width % 64 == 0 && height > 0 && width > 0)
    precondition(!pixels.isEmpty && pixels.count == levels.count)
    precondition(pixels.allSatisfy { $0.count == height * width * 3 })
    let numbers = (0..<256).map { Float($0) / 255 - 0.5 }
    samples = pixels.count
    self.height = height
    self.width = width
    self.levels = levels
    self.weights = weights ?? Array(repeating: 1, count: levels.count)
    blocks = Tensor(
      rows: samples * height, columns: width, channels: 3,
      values: pixels.flatMap { $0.map { numbers[Int($0)] } }
    ).blocked(by: 8)
  }

  /// Returns the same crops, all at one level.
  package func at(level: Int) -> PhotoCrops {
    PhotoCrops(self, levels: Array(repeating: level, count: samples))
  }

  private init(_ crops: PhotoCrops, levels: [Int]) {
    samples = crops.samples
    height = crops.height
    width = crops.width
    blocks = crops.blocks
    weights = crops.weights
    self.levels = levels
  }

  /// Returns the blocks without and with added normal noise. Noisy values are clipped at black and
  /// white. With probability ⅓ a crop is turned grey, and its noise is equal in all colours.
  ///
  /// - Parameters:
  ///   - deviations: the standard deviation of the noise for each crop, for pixels 0…1
  ///   - key: the seed of all random numbers
  package func corrupted(by deviations: [Float], key: UInt64) -> (clean: Tensor, noisy: Tensor) {
    var chance = NoiseKey(seed: key)
    let noise = Tensor.normal(
      rows: blocks.rows, columns: blocks.columns, channels: blocks.channels, key: chance.next()
    ).values
    var (clean, noisy) = (blocks.values, noise)
    let size = clean.count / samples
    for (sample, deviation) in deviations.enumerated() {
      let isGrey = chance.below(3) == 0
      // The colours of a pixel are adjacent.
      for pixel in stride(from: sample * size, to: (sample + 1) * size, by: 3) {
        if isGrey {
          let mean = (clean[pixel] + clean[pixel + 1] + clean[pixel + 2]) / 3
          for index in pixel..<pixel + 3 { (clean[index], noisy[index]) = (mean, noise[pixel]) }
        }
        for index in pixel..<pixel + 3 {
          noisy[index] = min(max(clean[index] + deviation * noisy[index], -0.5), 0.5)
        }
      }
    }
    func tensor(_ values: [Float]) -> Tensor {
      Tensor(
        rows: blocks.rows, columns: blocks.columns, channels: blocks.channels, values: values)
    }
    return (tensor(clean), tensor(noisy))
  }

  /// The number of pixels in a crop.
  package var pixels: Int { height * width }

  /// The number of pixels in all crops.
  package var allPixels: Int { samples * pixels }
}
