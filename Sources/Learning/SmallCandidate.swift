import PictureCodec

/// A small autoencoder learned from nothing, of pictures of one shape.
package struct SmallCandidate {
  package let pictures: LikePictures
  private var training: FolderTraining

  /// Nil for pictures none is learned of.
  ///
  /// - Parameter target: the mean PSNR, decibels
  package init?(
    _ pictures: LikePictures, target: Double, plan: LearningPlan, length: FolderPlan.Length
  ) throws {
    let folder = FolderPlan(decibels: target, length: length, seed: plan.seed)
    guard folder.isPossible else { return nil }
    self.pictures = pictures
    do {
      training = try FolderTraining(
        samples: pictures.samples, shape: pictures.shape, count: pictures.count, plan: folder,
        threads: plan.threads)
    } catch .shape, .tooFew, .tooLarge {
      return nil
    }
  }

  package mutating func train(_ watch: (FolderProgress) -> Void) async throws {
    while !training.isFinished {
      try await training.advance()
      watch(training.progress)
    }
  }

  /// The decoder that was learned and the best codes for a mean PSNR.
  package mutating func finish(at decibels: Double) async throws -> LearnedSamples {
    try await training.finish(at: decibels)
  }

  /// What packing needs of it.
  package func model(_ learned: LearnedSamples) -> LearnedModel {
    LearnedModel(
      name: "learned \(pictures.shape.text)", file: learned.file,
      codes: Dictionary(uniqueKeysWithValues: zip(pictures.keys, learned.codes)))
  }
}
