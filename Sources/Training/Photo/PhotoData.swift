import Images

/// Photographs to learn from and photographs to judge by.
package struct PhotoData: Sendable {
  package let training: PhotoSource
  package let trained: [Int]
  package let judging: PhotoSource
  /// Held-out photographs; where there are none, those learned from.
  package let judged: [Int]
  /// Whether those judged by are others than those learned from.
  package let isHeldOut: Bool

  /// - Parameters:
  ///   - trained: the photographs of a source to learn from; at least one
  ///   - heldOut: others of the same source
  package init(_ source: PhotoSource, trained: [Int], heldOut: [Int]) {
    precondition(!trained.isEmpty, "there is nothing to learn from")
    (training, judging) = (source, source)
    self.trained = trained
    judged = heldOut.isEmpty ? trained : heldOut
    isHeldOut = !heldOut.isEmpty
  }

  /// Photographs of one source to learn from, of another to judge by.
  package init(
    _ training: PhotoSource, trained: [Int], judging: PhotoSource, judged: [Int]
  ) {
    precondition(!trained.isEmpty && !judged.isEmpty, "there is nothing to learn from or judge by")
    self.training = training
    self.trained = trained
    self.judging = judging
    self.judged = judged
    isHeldOut = true
  }

  /// Photographs judged by, at most: each is coded at every level.
  package static let judgedLimit = 32

  /// The middles of photographs to judge by, spread evenly, a shard each.
  package func pieces(crop: Int) throws(PhotoSourceError) -> [PhotoCrops] {
    let count = min(judged.count, Self.judgedLimit)
    let chosen = (0..<count).map { judged[$0 * judged.count / count] }
    return try PhotoBatches(judging, indices: chosen, crop: crop, levels: 1, seed: 0)
      .middles(shard: 1)
  }

  /// Random pieces of the photographs to learn from that a post-filter is fitted on.
  package func filterPieces(
    _ count: Int, crop: Int, seed: UInt64
  ) throws(PhotoSourceError) -> [[UInt8]] {
    // Keys of their own, as for components.
    try PhotoBatches(training, indices: trained, crop: crop, levels: 1, seed: ~seed)
      .pixels(step: 1, samples: count)
  }

  /// Pieces that principal components are learned from, at most.
  private static let componentPieces = 640

  /// The principal components of pieces of the photographs to learn from.
  package func components(crop: Int, seed: UInt64) throws -> PhotoComponents {
    // Keys of their own, so that no step learns from the same pieces.
    let batches = PhotoBatches(training, indices: trained, crop: crop, levels: 1, seed: ~seed)
    return try PhotoComponents(
      of: batches.batch(step: 0, samples: Self.componentPieces, shard: 16))
  }
}
