import LinearAlgebra
import Tensors

/// The kernel of a classifier.
package enum ClassifierKernel: String, Sendable, Codable, CaseIterable {
  /// The scalar product of the features.
  case linear
  /// exp(−‖a − b‖² / Σ variances)
  case gaussian
}

/// Shifts features to mean 0 and scales them by one factor, so that their variances sum to 1.
/// Latents that carry little information keep their small variance.
struct FeatureScale: Sendable {
  let mean: [Float]
  let factor: Float

  init(mean: [Float], factor: Float) { (self.mean, self.factor) = (mean, factor) }

  /// - Parameter numbers: samples × width
  init(of numbers: [Float], width: Int) {
    let spread = LatentStatistics(of: numbers, latents: width)
    let variance = spread.deviations.reduce(0.0) { $0 + Double($1) * Double($1) }
    mean = spread.means
    factor = variance > 1e-30 ? Float(1 / variance.squareRoot()) : 1
  }

  /// - Returns: samples × 1 × width
  func callAsFunction(_ numbers: [Float]) -> Tensor {
    let width = mean.count
    let scaled = numbers.indices.map { (numbers[$0] - mean[$0 % width]) * factor }
    return Tensor(rows: numbers.count / width, columns: 1, channels: width, values: scaled)
  }
}

/// The empirical kernel map (Schölkopf et al. 1999, "Input space versus feature space in
/// kernel-based methods"): the kernel of a sample with each of the centres.
struct KernelMap: Sendable {
  private let kernel: ClassifierKernel
  /// centres × 1 × width, scaled
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

  /// - Parameter samples: samples × 1 × width, scaled
  /// - Returns: samples × 1 × centres
  func callAsFunction(_ samples: Tensor) -> Tensor {
    let product = products(samples)
    guard kernel == .gaussian else { return product }
    let squares = samples.dots(samples, samples: samples.rows).map { -Float($0) }
    let away = Tensor(rows: samples.rows, columns: 1, channels: 1, values: squares)
    let ones = Pointwise(
      weights: Array(repeating: 1, count: centres.rows),
      bias: Array(repeating: 0, count: centres.rows))
    // Rounding can leave a distance slightly below 0, which is harmless.
    return ones(away).combined(.sum, product).mapped(.exponential)
  }

  /// L⁻¹ of the centres' Gram matrix L · Lᵀ, centres × centres. Of features multiplied by it, Σ w²
  /// is the squared norm of the function.
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
