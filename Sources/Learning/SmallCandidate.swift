import PictureCodec

/// A small autoencoder learned from scratch on pictures of one shape.
package struct SmallCandidate {
  package let pictures: LikePictures
  private var training: FolderTraining

  /// Nil if no model can be learned from the pictures.
  ///
  /// - Parameter target: the mean PSNR in decibels
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

  /// The learned decoder and the best latents for a mean PSNR.
  package mutating func finish(at decibels: Double) async throws -> LearnedSamples {
    try await training.finish(at: decibels)
  }

  /// The learned model in the form that packing takes.
  package func model(_ learned: LearnedSamples) -> LearnedModel {
    LearnedModel(
      name: "learned \(pictures.shape.text)", file: learned.file,
      symbols: Dictionary(uniqueKeysWithValues: zip(pictures.keys, learned.symbols)))
  }
}
