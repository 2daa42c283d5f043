import Foundation
import Images
import Tensors

/// Predicts the labels of pictures: logistic regression on the latents of a frozen encoder, trained
/// on a few labelled pictures.
package struct Classifier: Sendable {
  /// The labels, in the order of the training data.
  package let classes: [String]
  package let kernel: ClassifierKernel
  package let features: PictureFeatures
  /// The number of training pictures.
  package let trained: Int
  /// The regularisation λ, found by cross-validation.
  package let penalty: Double
  /// The accuracy of the cross-validation, 0…1.
  package let validated: Double
  let scale: FeatureScale
  /// Nil for a linear classifier of the features themselves.
  let map: KernelMap?
  let regression: LogisticRegression

  init(
    classes: [String], kernel: ClassifierKernel, features: PictureFeatures, trained: Int,
    penalty: Double, validated: Double, scale: FeatureScale, map: KernelMap?,
    regression: LogisticRegression
  ) {
    (self.classes, self.kernel, self.features) = (classes, kernel, features)
    (self.trained, self.penalty, self.validated) = (trained, penalty, validated)
    (self.scale, self.map, self.regression) = (scale, map, regression)
  }

  /// A predicted label and its probability.
  package struct Prediction: Sendable, Equatable {
    /// An index into ``classes``.
    package let label: Int
    package let probability: Double
  }

  /// - Throws: ``LatentError``
  package func predictions(of images: [Image]) throws(LatentError) -> [Prediction] {
    try predictions(features(images))
  }

  /// - Parameter numbers: features, pictures × ``PictureFeatures/count``
  /// - Throws: ``LatentError/notFinite``
  package func predictions(_ numbers: [Float]) throws(LatentError) -> [Prediction] {
    guard !numbers.isEmpty else { return [] }
    let scaled = scale(numbers)
    let all = regression.probabilities(of: map?(scaled) ?? scaled)
    guard all.allSatisfy(\.isFinite) else { throw .notFinite }
    return stride(from: 0, to: all.count, by: classes.count).map { first in
      let row = all[first..<first + classes.count]
      var best = first
      for index in row.indices where row[index] > row[best] { best = index }
      return Prediction(label: best - first, probability: row[best])
    }
  }
}
