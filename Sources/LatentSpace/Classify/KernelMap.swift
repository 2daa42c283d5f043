import LinearAlgebra
import Tensors

/// What a classifier makes of the numbers of a picture before it weighs them.
package enum ClassifierKernel: String, Sendable, Codable, CaseIterable {
  /// The numbers themselves.
  case linear
  /// How near they are to each picture learned from: exp(−(a − b)² / Σ variances).
  case gaussian
}

/// Numbers brought to mean 0 and to variances that sum to 1; all by one factor, as numbers of
/// codes that say little also vary little.
struct FeatureScale: Sendable {
  let mean: [Float]
  let factor: Float

  init(mean: [Float], factor: Float) { (self.mean, self.factor) = (mean, factor) }

  /// - Parameter numbers: objects × width
  init(of numbers: [Float], width: Int) {
    let spread = Spread(of: numbers, latents: width)
    let variance = spread.deviations.reduce(0.0) { $0 + Double($1) * Double($1) }
    mean = spread.means
    factor = variance > 1e-30 ? Float(1 / variance.squareRoot()) : 1
  }

  /// - Returns: objects × 1 × width
  func callAsFunction(_ numbers: [Float]) -> Tensor {
    let width = mean.count
    let scaled = numbers.indices.map { (numbers[$0] - mean[$0 % width]) * factor }
    return Tensor(rows: numbers.count / width, columns: 1, channels: width, values: scaled)
  }
}

/// Products with, or nearness to, some objects.
struct KernelMap: Sendable {
  private let kernel: ClassifierKernel
  /// objects × 1 × width, scaled
  let centres: Tensor
  private let products: Pointwise

  init(_ kernel: ClassifierKernel, centres: Tensor) {
    (self.kernel, self.centres) = (kernel, centres)
    switch kernel {
    case .linear: products = Pointwise(matrix: centres)
    case .gaussian:
      // −(a − c)² = 2 a · c − c² − a²
      products = Pointwise(
        weights: centres.scaled(by: 2).values,
        bias: centres.dots(centres, samples: centres.rows).map { -Float($0) })
    }
  }

  /// - Parameter objects: objects × 1 × width, scaled
  /// - Returns: objects × 1 × centres
  func callAsFunction(_ objects: Tensor) -> Tensor {
    let product = products(objects)
    guard kernel == .gaussian else { return product }
    let squares = objects.dots(objects, samples: objects.rows).map { -Float($0) }
    let away = Tensor(rows: objects.rows, columns: 1, channels: 1, values: squares)
    let ones = Pointwise(
      weights: Array(repeating: 1, count: centres.rows),
      bias: Array(repeating: 0, count: centres.rows))
    // Rounding may leave a little above 0.
    return ones(away).combined(.sum, product).mapped(.exponential)
  }

  /// L⁻¹ of the centres' kernel L · Lᵀ, order × order: after it Σ w² is the function's norm.
  var whitening: [Double] {
    let order = centres.rows
    var (matrix, share) = (self(centres).values.map { Double($0) }, 1e-6)
    let mean = max((0..<order).reduce(0.0) { $0 + matrix[$1 * order + $1] } / Double(order), 1e-12)
    while true {
      for at in 0..<order { matrix[at * order + at] += share * mean }
      if let factor = Cholesky(of: matrix, order: order) { return factor.inverseOfLower }
      share *= 10
    }
  }
}
