import Autodiff
import Foundation
import Tensors

extension Classifier {
  /// The candidates for λ: 10⁻¹ … 10⁻⁵.
  private static let penalties = (2...10).map { pow(10, -Double($0) / 2) }
  private static let folds = 5
  /// Kernel centres, a random part of the pictures if there are more: the Gram matrix of all of
  /// them would take too long.
  private static let maximumCentres = 1000
  /// Pictures that the cross-validation uses, a random part if there are more.
  private static let maximumValidated = 2000

  /// Learns from labelled pictures; λ is found by cross-validation.
  ///
  /// - Parameters:
  ///   - numbers: the pictures' features, pictures × ``PictureFeatures/count``
  ///   - labels: an index into `classes` for each picture
  ///   - seed: of the folds
  /// - Throws: ``LatentError/oneClass(_:)``
  package static func learn(
    _ numbers: [Float], labels: [Int], classes: [String], features: PictureFeatures,
    kernel: ClassifierKernel = .gaussian, seed: UInt64 = 0
  ) throws(LatentError) -> Classifier {
    precondition(numbers.count == labels.count * features.count, "numbers of each picture")
    let present = Set(labels)
    guard present.count > 1 else { throw .oneClass(present.first.map { classes[$0] }) }
    let scale = FeatureScale(of: numbers, width: features.count)
    let scaled = scale(numbers)
    let training = TrainingSet.prepare(
      scaled, labels, classes.count, kernel, maximumCentres: maximumCentres)
    let order = StratifiedSampling.shuffled(Array(labels.indices), NoiseKey(seed: seed))
    let found = training.validate(
      Array(order.prefix(maximumValidated)), penalties, folds: folds, seed: seed)
    // The loss is a mean, so λ shrinks as the number of pictures grows for the same prior on
    // weights.
    let share = Double(min(labels.count, maximumValidated)) / Double(labels.count)
    let penalty = found.penalty * share
    let regression = LogisticRegression.fit(
      training.features, labels: labels, classes: classes.count, penalty: penalty)
    return Classifier(
      classes: classes, kernel: kernel, features: features, trained: labels.count,
      penalty: penalty, validated: found.accuracy, scale: scale,
      map: kernel == .linear ? nil : training.map,
      regression: training.unfolded(regression))
  }
}

/// Labelled pictures in whitened kernel features, in which the ridge penalty is the norm of the
/// function (the representer theorem, Schölkopf, Herbrich & Smola 2001).
private struct TrainingSet {
  /// pictures × 1 × features
  let features: Tensor
  let map: KernelMap?
  let labels: [Int]
  let classes: Int
  let kernel: ClassifierKernel
  /// L⁻¹ of the centres' Gram matrix L · Lᵀ; empty for the features themselves.
  let whitening: [Double]

  /// - Parameter scaled: pictures × 1 × features, scaled
  static func prepare(
    _ scaled: Tensor, _ labels: [Int], _ classes: Int, _ kernel: ClassifierKernel,
    maximumCentres: Int
  ) -> TrainingSet {
    // With fewer pictures than features the dual problem, of products with pictures, is smaller.
    guard kernel == .gaussian || scaled.rows < scaled.channels else {
      return TrainingSet(
        features: scaled, map: nil, labels: labels, classes: classes, kernel: kernel,
        whitening: [])
    }
    let order = StratifiedSampling.shuffled(Array(0..<scaled.rows), NoiseKey(seed: 0))
    let centres = scaled.gatheringRows(order.prefix(maximumCentres).sorted())
    let map = KernelMap(kernel, centres: centres)
    let whitening = map.whitening
    let transform = Pointwise(
      weights: whitening.map { Float($0) }, bias: Array(repeating: 0, count: centres.rows))
    return TrainingSet(
      features: transform(map(scaled)), map: map, labels: labels, classes: classes,
      kernel: kernel, whitening: whitening)
  }

  /// The same function of the kernel features, or of the scaled features for a linear kernel.
  func unfolded(_ regression: LogisticRegression) -> LogisticRegression {
    guard let map else { return regression }
    let order = map.centres.rows
    var weights = Self.product(regression.weights, whitening, order, order)
    if kernel == .linear {
      weights = Self.product(
        weights, map.centres.values.map { Double($0) }, order, map.centres.channels)
    }
    return LogisticRegression(weights: weights, biases: regression.biases)
  }

  /// Cross-validates; returns the λ with the smallest mean −ln p of the labels that were left out,
  /// and its accuracy.
  func validate(
    _ indices: [Int], _ penalties: [Double], folds: Int, seed: UInt64
  ) -> (penalty: Double, accuracy: Double) {
    let labels = indices.map { self.labels[$0] }
    let fold = StratifiedSampling.folds(folds, of: labels, seed: seed)
    var (losses, right) = (
      [Double](repeating: 0, count: penalties.count), [Int](repeating: 0, count: penalties.count)
    )
    for left in 0..<folds {
      let learned = indices.indices.filter { fold[$0] != left }
      let asked = indices.indices.filter { fold[$0] == left }
      guard !learned.isEmpty, !asked.isEmpty else { continue }
      let known = features.gatheringRows(learned.map { indices[$0] })
      let unknown = features.gatheringRows(asked.map { indices[$0] })
      var model: LogisticRegression?
      for (index, penalty) in penalties.enumerated() {
        let next = LogisticRegression.fit(
          known, labels: learned.map { labels[$0] }, classes: classes, penalty: penalty,
          from: model)
        let shares = next.probabilities(of: unknown)
        for (row, picture) in asked.enumerated() {
          let all = shares[row * classes..<(row + 1) * classes]
          let own = all[all.startIndex + labels[picture]]
          losses[index] -= log(max(own, 1e-9))
          right[index] += all.allSatisfy { $0 <= own } ? 1 : 0
        }
        model = next
      }
    }
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    return (penalties[best], Double(right[best]) / Double(max(indices.count, 1)))
  }

  /// rows × inner times inner × columns
  private static func product(
    _ a: [Double], _ b: [Double], _ inner: Int, _ columns: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: a.count / inner * columns)
    for row in 0..<a.count / inner {
      for k in 0..<inner {
        let factor = a[row * inner + k]
        for column in 0..<columns {
          result[row * columns + column] += factor * b[k * columns + column]
        }
      }
    }
    return result
  }
}
