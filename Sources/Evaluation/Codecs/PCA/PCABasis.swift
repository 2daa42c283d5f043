import Images
import Tensors

/// Principal components of the 16×16 colour blocks of a set of pictures.
package struct PCABasis: Sendable {
  /// The mean block: 768 numbers on the scale of samples, 0…255.
  package let mean: [Float]
  /// 768 × 768 numbers: component after component, by descending variance, each of length 1.
  package let components: [Float]
  /// The coefficients' variances in squared sample steps, descending.
  package let variances: [Float]
  /// The statistics of the coefficients of these pictures, for ``PCACodec``.
  var statistics = CoefficientStatistics()
  /// Blocks → coefficients.
  private let analysis: Pointwise

  /// Coefficients of a block, as many as its samples.
  package static let size = ColourBlocks.size

  /// The number of blocks of the pictures that the basis was learned from.
  package var blockCount: Int { statistics.blockCount }

  init(mean: [Float], components: [Float], variances: [Float]) {
    self.mean = mean
    self.components = components
    self.variances = variances
    // Blocks come as x / 255 − 0.5.
    let bias = (0..<Self.size).map { component in
      let start = component * Self.size
      return (0..<Self.size).reduce(into: Float(0)) { sum, index in
        sum += components[start + index] * (127.5 - mean[index])
      }
    }
    analysis = Pointwise(weights: components.map { 255 * $0 }, bias: bias)
  }

  /// The coefficients of a picture: the same for all settings of all codecs.
  package func transform(_ image: Image) -> BlockCoefficients {
    BlockCoefficients(of: image, by: analysis)
  }

  /// Coefficients of the first components → blocks with samples of 0…255.
  func synthesis(components count: Int) -> Pointwise {
    var weights = [Float](repeating: 0, count: Self.size * count)
    for component in 0..<count {
      for index in 0..<Self.size {
        weights[index * count + component] = components[component * Self.size + index]
      }
    }
    return Pointwise(weights: weights, bias: mean)
  }
}

/// A picture as coefficients of a ``PCABasis``.
package struct BlockCoefficients: Sendable {
  /// The size in pixels.
  package let width, height: Int
  package let isColour: Bool
  /// Rows of blocks × columns of blocks × 768 components, in sample steps.
  package let tensor: Tensor

  init(of image: Image, by analysis: Pointwise) {
    width = image.width
    height = image.height
    isColour = image.channels.isColour
    tensor = analysis(ColourBlocks.tensor(of: image))
  }

  package var blockCount: Int { tensor.positions }
}
