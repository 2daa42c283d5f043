import Foundation
import Images
import Tensors

/// Names what pictures show, learned from a few labelled ones: logistic regression on the codes of
/// a frozen encoder.
package struct Classifier: Sendable {
  /// Sorted as the data's.
  package let classes: [String]
  package let kernel: ClassifierKernel
  package let features: PictureFeatures
  /// Pictures learned from.
  package let trained: Int
  /// λ, found by cross-validation.
  package let penalty: Double
  /// Of pictures left out in turn, the share that was named right.
  package let validated: Double
  let scale: FeatureScale
  /// nil where the numbers themselves are weighed.
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

  /// What a picture shows, and how sure that is.
  package struct Prediction: Sendable, Equatable {
    /// An index into ``classes``.
    package let label: Int
    package let probability: Double
  }

  /// - Throws: ``LatentError``
  package func predictions(of images: [Image]) throws(LatentError) -> [Prediction] {
    try predictions(features(images))
  }

  /// - Parameter numbers: pictures × ``PictureFeatures/count``
  package func predictions(_ numbers: [Float]) throws(LatentError) -> [Prediction] {
    guard !numbers.isEmpty else { return [] }
    let scaled = scale(numbers)
    let all = regression.probabilities(of: map?(scaled) ?? scaled)
    guard all.allSatisfy(\.isFinite) else { throw .notFinite }
    return stride(from: 0, to: all.count, by: classes.count).map { first in
      let row = all[first..<first + classes.count]
      var best = first
      for place in row.indices where row[place] > row[best] { best = place }
      return Prediction(label: best - first, probability: row[best])
    }
  }
}
