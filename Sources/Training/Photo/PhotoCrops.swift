import Autodiff
import Tensors

/// Pieces of pictures of one size, and the quality each is to be coded at: part of a batch.
package struct PhotoCrops: Shard {
  package let samples: Int
  /// Pixels of one piece; multiples of 64.
  package let height: Int
  package let width: Int
  /// A trained level for each piece.
  package let levels: [Int]
  /// What an error counts, for each piece.
  package let weights: [Float]
  /// x / 255 − 0.5 in blocks of 8×8 pixels: (samples · height / 8) × (width / 8) × 192, channels
  /// in the order (dy, dx, plane).
  package let blocks: Tensor

  /// - Parameters:
  ///   - pixels: height × width × 3 for each piece
  ///   - levels: as many
  ///   - weights: as many; nil for ones
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

  /// The same pieces, all at one level.
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

  /// The blocks, and the same with normal noise, which ends at black and white as that of samples
  /// does. A third of the pieces, by chance, is grey: equal in all colours, the noise too.
  ///
  /// - Parameter deviations: of pixels 0…1, a piece each
  package func spoilt(by deviations: [Float], key: UInt64) -> (clean: Tensor, noisy: Tensor) {
    var chance = NoiseKey(seed: key)
    let noise = Tensor.normal(
      rows: blocks.rows, columns: blocks.columns, channels: blocks.channels, key: chance.next()
    ).values
    var (clean, noisy) = (blocks.values, noise)
    let size = clean.count / samples
    for (sample, deviation) in deviations.enumerated() {
      let isGrey = chance.below(3) == 0
      // The colours of a pixel are neighbours.
      for pixel in stride(from: sample * size, to: (sample + 1) * size, by: 3) {
        if isGrey {
          let mean = (clean[pixel] + clean[pixel + 1] + clean[pixel + 2]) / 3
          for place in pixel..<pixel + 3 { (clean[place], noisy[place]) = (mean, noise[pixel]) }
        }
        for place in pixel..<pixel + 3 {
          noisy[place] = min(max(clean[place] + deviation * noisy[place], -0.5), 0.5)
        }
      }
    }
    func tensor(_ values: [Float]) -> Tensor {
      Tensor(
        rows: blocks.rows, columns: blocks.columns, channels: blocks.channels, values: values)
    }
    return (tensor(clean), tensor(noisy))
  }

  /// Pixels of one piece.
  package var pixels: Int { height * width }

  /// Pixels of all pieces.
  package var allPixels: Int { samples * pixels }
}
