import Bytes
import Images

/// Photographs for training and for evaluation.
package struct PhotoData: Sendable {
  package let training: PhotoSource
  /// The indices of the training photographs.
  package let trained: [Int]
  package let evaluation: PhotoSource
  /// The indices of the evaluated photographs: held out, or else those trained on.
  package let evaluated: [Int]
  /// Whether the evaluated photographs are held out.
  package let isHeldOut: Bool

  /// - Parameters:
  ///   - trained: the indices of the training photographs; at least one
  ///   - heldOut: the indices of other photographs of the same source
  package init(_ source: PhotoSource, trained: [Int], heldOut: [Int]) {
    precondition(!trained.isEmpty, "there is nothing to learn from")
    (training, evaluation) = (source, source)
    self.trained = trained
    evaluated = heldOut.isEmpty ? trained : heldOut
    isHeldOut = !heldOut.isEmpty
  }

  /// Trains on photographs of one source and evaluates on those of another.
  package init(
    _ training: PhotoSource, trained: [Int], evaluation: PhotoSource, evaluated: [Int]
  ) {
    precondition(
      !trained.isEmpty && !evaluated.isEmpty, "there is nothing to train or to evaluate on")
    self.training = training
    self.trained = trained
    self.evaluation = evaluation
    self.evaluated = evaluated
    isHeldOut = true
  }

  /// The most photographs to evaluate on, because each is encoded at every level.
  package static let evaluationLimit = 32

  /// Returns centre crops of evenly spaced evaluation photographs, one per shard.
  ///
  /// - Throws: `PhotoSourceError` if a photograph cannot be read or none is as large as a crop.
  package func pieces(crop: Int) throws(PhotoSourceError) -> [PhotoCrops] {
    let chosen = evaluated.evenlySpaced(Self.evaluationLimit)
    return try PhotoBatches(evaluation, indices: chosen, crop: crop, levels: 1, seed: 0)
      .middles(shard: 1)
  }

  /// Returns random crops of the training photographs on which a post-filter is fitted.
  package func filterPieces(
    _ count: Int, crop: Int, seed: UInt64
  ) throws(PhotoSourceError) -> [[UInt8]] {
    // The inverted seed keeps these crops apart from those of training.
    try PhotoBatches(training, indices: trained, crop: crop, levels: 1, seed: ~seed)
      .pixels(step: 1, samples: count)
  }

  /// The most crops that principal components are fitted to.
  private static let componentPieces = 640

  /// Computes the principal components of crops of the training photographs.
  package func components(crop: Int, seed: UInt64) throws -> PhotoComponents {
    // The inverted seed keeps these crops apart from those of training.
    let batches = PhotoBatches(training, indices: trained, crop: crop, levels: 1, seed: ~seed)
    return try PhotoComponents.find(
      in: batches.batch(step: 0, samples: Self.componentPieces, shard: 16))
  }
}
