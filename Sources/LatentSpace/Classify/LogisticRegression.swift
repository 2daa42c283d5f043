import Foundation
import Networks
import Tensors

/// Multinomial logistic regression: p(class | x) ∝ exp(w · x + b), of the least mean −ln p of the
/// labels plus λ / 2 · Σ w².
struct LogisticRegression: Sendable {
  /// classes × features
  let weights: [Double]
  /// One number a class.
  let biases: [Double]

  private var start: [Double] { weights + biases }

  /// - Parameters:
  ///   - features: objects × 1 × features
  ///   - labels: of the objects, 0..<classes
  ///   - penalty: λ
  ///   - near: one to begin with, of the same features and classes
  init(
    _ features: Tensor, labels: [Int], classes: Int, penalty: Double,
    near: LogisticRegression? = nil
  ) {
    let (count, objects) = (classes * features.channels, Double(labels.count))
    let shape = Tensor.zeros(rows: classes, columns: 1, channels: features.channels)
    let start = near?.start ?? [Double](repeating: 0, count: count + classes)
    let found = QuasiNewton.least(from: start) { place in
      let model = LogisticRegression(place, classes: classes)
      var shares = model.probabilities(of: features)
      var loss = 0.0
      for (object, label) in labels.enumerated() {
        loss -= log(max(shares[object * classes + label], 1e-300))
        shares[object * classes + label] -= 1
      }
      let errors = Tensor(
        rows: labels.count, columns: 1, channels: classes, values: shares.map { Float($0) })
      var products = MatrixGradient(outputs: classes, inputs: features.channels)
      products.add(features, gradient: errors)
      var gradient = products.finish(like: shape).values.map { Double($0) / objects }
      var squares = 0.0
      for index in 0..<count {
        squares += place[index] * place[index]
        gradient[index] += penalty * place[index]
      }
      gradient += errors.channelSums().values.map { Double($0) / objects }
      return (loss / objects + penalty / 2 * squares, gradient)
    }
    self.init(found, classes: classes)
  }

  init(weights: [Double], biases: [Double]) {
    (self.weights, self.biases) = (weights, biases)
  }

  private init(_ numbers: [Double], classes: Int) {
    self.init(
      weights: Array(numbers.dropLast(classes)), biases: Array(numbers.suffix(classes)))
  }

  /// - Parameter features: objects × 1 × features
  /// - Returns: objects × classes; of each object they sum to 1, or are NaN where numbers are too
  ///   large
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
