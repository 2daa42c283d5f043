import Archiver
import Training

/// A small autoencoder learned from nothing, of pictures of one shape.
struct SmallCandidate {
  let pictures: LikePictures
  let plan: LearningPlan
  let length: FolderPlan.Length

  /// Learns one; nil for pictures none is learned of.
  func learn(
    target: Double, _ watch: (FolderProgress) -> Void
  ) async throws -> LearnedObjects? {
    let plan = FolderPlan(decibels: target, length: length, seed: plan.seed)
    guard plan.isPossible else { return nil }
    var training: FolderTraining
    do {
      training = try FolderTraining(
        samples: pictures.samples, shape: pictures.shape, count: pictures.count, plan: plan,
        threads: self.plan.threads)
    } catch .shape, .tooFew, .tooLarge {
      return nil
    }
    while !training.isFinished {
      try await training.advance()
      watch(training.progress)
    }
    return try await training.finish()
  }

  /// What packing needs of it.
  func model(_ learned: LearnedObjects) -> LearnedModel {
    LearnedModel(
      name: "learned \(pictures.shape.text)", file: learned.file,
      codes: Dictionary(uniqueKeysWithValues: zip(pictures.keys, learned.codes)))
  }
}
