/// A start state: the weights that those of a picture are stored as differences from.
package struct StartState: Sendable {
  /// The sizes of the networks.
  package let shape: FittedShape
  /// The loss of a bit per pixel that it was learned for, against squared errors of samples 0…1.
  package let lambda: Float
  /// Multiples of 2^-12, so that all steps of differences are exact.
  package let weights: [Float]
  /// What latents begin with; zeros if nil.
  package let analysis: LinearAnalysis?

  package init(
    _ shape: FittedShape, lambda: Float, weights: [Float], analysis: LinearAnalysis? = nil
  ) {
    (self.shape, self.lambda, self.analysis) = (shape, lambda, analysis)
    self.weights = weights.map { ($0 * 4096).rounded(.toNearestOrEven) / 4096 }
  }
}
