import Autodiff
import Bytes
import Images
import Training

/// Square crops of a folder's pictures, which a photo model is adapted to.
package struct AdaptingPieces: Sendable {
  /// Pixels along each side of a piece, a multiple of 64.
  package let side: Int
  /// Samples of each piece, side × side × 3.
  private(set) var pieces: [[UInt8]] = []
  /// The index of each piece's picture.
  private var origins: [Int] = []
  /// The weight of each picture's error.
  private var weights: [Float] = []
  private let key: NoiseKey
  /// The number of sampled pictures, and their pixels after padding to whole blocks.
  private var (pictures, sampled) = (0, 0)

  /// The most bytes that all pieces take together.
  private static let memory = 160 << 20
  /// Pieces start at multiples of this. Pictures are coded in blocks of as many pixels, and other
  /// block sizes divide it.
  private static let grid = 16

  package init(side: Int, seed: UInt64) {
    precondition(side > 0 && side % 64 == 0)
    self.side = side
    key = NoiseKey(seed: seed).derived(1)
  }

  package var count: Int { pieces.count }

  /// The side of pieces that suits pictures of a size.
  package static func side(for width: Int, _ height: Int) -> Int {
    min(max((min(width, height) + 32) / 64 * 64, 64), 192)
  }

  /// The number of pieces of each picture at which all pictures together fill the memory limit.
  package func share(of pictures: Int) -> Int {
    max(Self.memory / (3 * side * side * max(pictures, 1)), 1)
  }

  /// Samples distinct pieces of a picture at random. A picture smaller than a piece is padded by
  /// edge replication.
  package mutating func add(_ image: Image, atMost limit: Int) {
    let image = image.withoutAlpha.inColour
    func blocks(_ length: Int) -> Int { (length + 63) / 64 * 64 }
    sampled += blocks(image.width) * blocks(image.height)
    var noise = key.derived(pictures)
    pictures += 1
    weights.append(1)
    let rows = max(image.height - side, 0) / Self.grid + 1
    let columns = max(image.width - side, 0) / Self.grid + 1
    var taken = Set<Int>()
    for _ in 0..<min(limit, max(image.pixelCount / (side * side), 1)) {
      guard (pieces.count + 1) * 3 * side * side <= Self.memory else { return }
      let cell = noise.below(rows * columns)
      guard taken.insert(cell).inserted else { continue }
      pieces.append(piece(of: image, Self.grid * (cell / columns), Self.grid * (cell % columns)))
      origins.append(pictures - 1)
    }
  }

  private func piece(of image: Image, _ top: Int, _ left: Int) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(side * side * 3)
    let width = min(side, image.width - left)
    for y in 0..<side {
      let row = min(top + y, image.height - 1) * image.width
      pixels += image.samples[3 * (row + left)..<3 * (row + left + width)]
      for _ in width..<side { pixels += pixels[(pixels.count - 3)...] }
    }
    return pixels
  }

  /// Estimates the pixels of all pictures after padding to whole blocks.
  package func pixels(ofAll count: Int) -> Double {
    Double(sampled) / Double(max(pictures, 1)) * Double(count)
  }

  /// The approximate number of pixels, in all pictures together, that determine their weights.
  private static let weighedPixels = 8 << 20
  /// The largest weight of a picture, and the inverse of the smallest.
  private static let mostWeight = 8.0

  /// Indices of the pieces that determine the weights of their pictures.
  package var weighed: [Int] {
    let most = max(Self.weighedPixels / (side * side * max(pictures, 1)), 1)
    var counts = [Int](repeating: 0, count: pictures)
    return pieces.indices.filter { index in
      counts[origins[index]] += 1
      return counts[origins[index]] <= most
    }
  }

  /// Weights each picture's error by the inverse of its current error, within limits, as the
  /// objective is the mean of the pictures' PSNR, a logarithm.
  ///
  /// - Parameter errors: squared errors of the pieces ``weighed``, in the same order
  package mutating func weigh(_ errors: [Double]) {
    var sums = [(error: Double, count: Double)](repeating: (0, 0), count: pictures)
    for (index, error) in zip(weighed, errors) {
      sums[origins[index]].error += error
      sums[origins[index]].count += 1
    }
    let mean = errors.reduce(0, +) / Double(max(errors.count, 1))
    for picture in sums.indices where sums[picture].error > 0 {
      let weight = mean * sums[picture].count / sums[picture].error
      weights[picture] = Float(min(max(weight, 1 / Self.mostWeight), Self.mostWeight))
    }
  }

  /// Pieces at one trained level, split into shards.
  package func shards(_ indices: [Int], level: Int) -> [PhotoCrops] {
    let samples = max(AdaptingPlan.shardPixels / (side * side), 1)
    return stride(from: 0, to: indices.count, by: samples).map { first in
      let part = indices[first..<min(first + samples, indices.count)]
      return PhotoCrops(
        pixels: part.map { pieces[$0] }, height: side, width: side,
        levels: Array(repeating: level, count: part.count))
    }
  }

  /// An even selection of pieces to evaluate with, one in each shard.
  package func spread(_ wanted: Int) -> [PhotoCrops] {
    pieces.evenlySpaced(wanted).map {
      PhotoCrops(pixels: [$0], height: side, width: side, levels: [0])
    }
  }

  /// Draws pieces at random, each at one of the two trained levels around the plan's level.
  package func shards(step: Int, _ plan: AdaptingPlan) -> [PhotoCrops] {
    let key = self.key.derived(-1 - step)
    let (low, share) = (plan.level.index >> 8, plan.level.index & 0xFF)
    let samples = max(AdaptingPlan.shardPixels / (side * side), 1)
    return (0..<plan.shards).map { shard in
      let drawn = (0..<samples).map { sample in
        var noise = key.derived(shard * samples + sample)
        return (noise.below(pieces.count), noise.below(256) < share ? low + 1 : low)
      }
      return PhotoCrops(
        pixels: drawn.map { pieces[$0.0] }, height: side, width: side, levels: drawn.map(\.1),
        weights: drawn.map { weights[origins[$0.0]] })
    }
  }
}
