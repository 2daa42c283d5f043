import LinearAlgebra
import Tensors

/// The principal components of blocks of 16×16 pixels. They initialise the linear path of a photo
/// codec, so that training starts at the quality of PCA.
package struct PhotoComponents: Sendable {
  /// The number of values in a block.
  package static let size = 768
  /// The mean of x / 255 − 0.5, in the order (plane, dy, dx).
  package let mean: [Double]
  /// The unit-length components as rows of size × size, in descending order of variance; each is in
  /// the order (plane, dy, dx).
  package let vectors: [Double]
  /// The variance of each component over all blocks.
  private let variances: [Double]

  /// The number of blocks per matrix product: sums within are in float, sums across in double.
  private static let chunk = 1024

  /// Finds the components of crops.
  package static func find(in crops: [PhotoCrops]) throws(EigenvectorsError) -> PhotoComponents {
    precondition(!crops.isEmpty)
    let chunks = crops.flatMap { crops in
      let blocks = crops.blocks.blocked(by: 2)
      let flat = blocks.reshaped(rows: blocks.positions, columns: 1, channels: size)
      return stride(from: 0, to: flat.rows, by: chunk).map {
        flat.slice(rows: $0..<min($0 + chunk, flat.rows))
      }
    }
    let count = Double(chunks.reduce(0) { $0 + $1.rows })
    var mean = [Double](repeating: 0, count: size)
    for chunk in chunks {
      for (index, sum) in chunk.channelSums().values.enumerated() { mean[index] += Double(sum) }
    }
    mean = mean.map { $0 / count }
    let found = try Eigenvectors(
      ofSymmetric: covariance(chunks, mean: mean, count: count), order: size)
    let order = PhotoOrder.pixels
    var (orderedMean, vectors) = (mean, found.vectors)
    for (index, position) in order.enumerated() {
      orderedMean[position] = mean[index]
      for component in 0..<size {
        vectors[component * size + position] = found.vectors[component * size + index]
      }
    }
    return PhotoComponents(mean: orderedMean, vectors: vectors, variances: found.values)
  }

  /// The mean squared error of samples 0…255 that the first components leave on the blocks they
  /// were fitted to.
  package func squaredError(keeping count: Int) -> Double {
    variances.dropFirst(count).reduce(0) { $0 + max($1, 0) } / Double(Self.size) * 65025
  }

  private static func covariance(_ chunks: [Tensor], mean: [Double], count: Double) -> [Double] {
    let away = Tensor(rows: 1, columns: 1, channels: size, values: mean.map { Float(-$0) })
    var sums = [Double](repeating: 0, count: size * size)
    for chunk in chunks {
      let centred = chunk.scaled(byChannel: nil, plus: away)
      var products = MatrixGradient(outputs: size, inputs: size)
      products.add(centred, gradient: centred)
      let shape = Tensor.zeros(rows: size, columns: 1, channels: size)
      for (index, product) in products.finish(like: shape).values.enumerated() {
        sums[index] += Double(product)
      }
    }
    return sums.map { $0 / count }
  }
}
