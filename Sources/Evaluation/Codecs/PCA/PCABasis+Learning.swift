import Images
import LinearAlgebra
import Tensors

extension PCABasis {
  /// The most blocks that are used: beyond some ten thousand the components change little.
  package static let sampleLimit = 30_000

  /// Learns the principal components of `pictures` from blocks spread evenly over all of them.
  ///
  /// This iterates over the pictures several times, so a lazy collection may read them again.
  package static func learn(
    from pictures: some Collection<Image>
  ) throws(EigenvectorsError) -> PCABasis {
    var moments = BlockMoments()
    let total = pictures.reduce(0) { $0 + ColourBlocks.count(in: $1) }
    precondition(total > 0, "there is nothing to learn from")
    let wanted = min(total, sampleLimit)
    var seen = 0
    for picture in pictures {
      let count = ColourBlocks.count(in: picture)
      // Block j of all is taken where j · wanted / total reaches the next whole number.
      let taken = (0..<count).filter {
        (seen + $0 + 1) * wanted / total > (seen + $0) * wanted / total
      }
      moments.add(taken, of: ColourBlocks.tensor(of: picture))
      seen += count
    }
    let (mean, covariance) = moments.finish()
    let vectors = try Eigenvectors(ofSymmetric: covariance, order: size)
    var basis = PCABasis(
      mean: mean.map { Float(255 * ($0 + 0.5)) },
      components: vectors.vectors.map { Float($0) },
      // Rounding can make variances of zero negative.
      variances: vectors.values.map { Float(max($0, 0) * 255 * 255) })
    for picture in pictures { basis.statistics.add(basis.transform(picture)) }
    return basis
  }
}

/// Accumulates the first and second moments of a block's samples.
private struct BlockMoments {
  private static let size = ColourBlocks.size
  /// Blocks in one matrix product: sums are of floats within it and of doubles beyond.
  private static let chunk = 1024

  /// Samples × blocks, blocks contiguous.
  private var gathered = [Float](repeating: 0, count: size * chunk)
  private var filled = 0
  private var count = 0
  private var sums = [Double](repeating: 0, count: size)
  private var products = [Double](repeating: 0, count: size * size)

  mutating func add(_ positions: [Int], of blocks: Tensor) {
    let values = blocks.values
    for position in positions {
      for index in 0..<Self.size {
        let value = values[position * Self.size + index]
        gathered[index * Self.chunk + filled] = value
        sums[index] += Double(value)
      }
      filled += 1
      if filled == Self.chunk { multiply() }
    }
  }

  /// Adds the product of the gathered matrix with its own transpose.
  private mutating func multiply() {
    guard filled > 0 else { return }
    for index in 0..<Self.size {
      for rest in filled..<Self.chunk { gathered[index * Self.chunk + rest] = 0 }
    }
    let layer = Pointwise(weights: gathered, bias: [Float](repeating: 0, count: Self.size))
    let input = Tensor(rows: Self.size, columns: 1, channels: Self.chunk, values: gathered)
    let product = layer(input).values
    for index in products.indices { products[index] += Double(product[index]) }
    count += filled
    filled = 0
  }

  /// Mean, 768 numbers, and covariance, 768 × 768.
  consuming func finish() -> (mean: [Double], covariance: [Double]) {
    multiply()
    let blocks = Double(count)
    let mean = sums.map { $0 / blocks }
    var covariance = products
    for row in 0..<Self.size {
      for column in 0..<Self.size {
        let index = row * Self.size + column
        covariance[index] = covariance[index] / blocks - mean[row] * mean[column]
      }
    }
    return (mean, covariance)
  }
}
