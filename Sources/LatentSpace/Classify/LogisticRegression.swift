import Foundation
import Networks
import Tensors

/// Multinomial logistic regression: p(class | x) ∝ exp(w · x + b), which minimises the mean −ln p
/// of the labels plus λ / 2 · Σ w².
struct LogisticRegression: Sendable {
  /// classes × features
  let weights: [Double]
  /// One for each class.
  let biases: [Double]

  private var numbers: [Double] { weights + biases }

  /// Fits the weights with ``LBFGS``.
  ///
  /// - Parameters:
  ///   - features: samples × 1 × features
  ///   - labels: one for each sample, 0..<classes
  ///   - penalty: λ
  ///   - start: a regression of the same features and classes to start from
  static func fit(
    _ features: Tensor, labels: [Int], classes: Int, penalty: Double,
    from start: LogisticRegression? = nil
  ) -> LogisticRegression {
    let (count, samples) = (classes * features.channels, Double(labels.count))
    let shape = Tensor.zeros(rows: classes, columns: 1, channels: features.channels)
    let start = start?.numbers ?? [Double](repeating: 0, count: count + classes)
    let found = LBFGS.minimum(from: start) { point in
      let model = LogisticRegression(point, classes: classes)
      var shares = model.probabilities(of: features)
      var loss = 0.0
      for (sample, label) in labels.enumerated() {
        loss -= log(max(shares[sample * classes + label], 1e-300))
        shares[sample * classes + label] -= 1
      }
      let errors = Tensor(
        rows: labels.count, columns: 1, channels: classes, values: shares.map { Float($0) })
      var products = MatrixGradient(outputs: classes, inputs: features.channels)
      products.add(features, gradient: errors)
      var gradient = products.finish(like: shape).values.map { Double($0) / samples }
      var squares = 0.0
      for index in 0..<count {
        squares += point[index] * point[index]
        gradient[index] += penalty * point[index]
      }
      gradient += errors.channelSums().values.map { Double($0) / samples }
      return (loss / samples + penalty / 2 * squares, gradient)
    }
    return LogisticRegression(found, classes: classes)
  }

  init(weights: [Double], biases: [Double]) {
    (self.weights, self.biases) = (weights, biases)
  }

  private init(_ numbers: [Double], classes: Int) {
    self.init(
      weights: Array(numbers.dropLast(classes)), biases: Array(numbers.suffix(classes)))
  }

  /// - Parameter features: samples × 1 × features
  /// - Returns: samples × classes; those of a sample sum to 1, or are NaN if scores overflow
  func probabilities(of features: Tensor) -> [Double] {
    let scores = Pointwise(
      weights: weights.map { Float($0) }, bias: biases.map { Float($0) })(features).values
    var result: [Double] = []
    result.reserveCapacity(scores.count)
    for first in stride(from: 0, to: scores.count, by: biases.count) {
      let row = scores[first..<first + biases.count].map { Double($0) }
      let greatest = row.reduce(-Double.infinity) { max($0, $1) }
      let powers = row.map { $0 - greatest > -700 ? exactExp($0 - greatest) : $0 * 0 }
      let sum = powers.reduce(0, +)
      result += powers.map { $0 / sum }
    }
    return result
  }
}
