import PictureCodec

/// How models of a folder are learned.
package struct LearningPlan: Sendable {
  package enum Length: Sendable, Equatable {
    /// Seconds for all groups together, shared by the bytes of their files. Trial archives take
    /// longer. If a small model does not save clearly, adapting the photo model takes as much time
    /// again.
    case time(Double)
    /// Steps for each model, which give the same models on any machine.
    case steps(Int)
  }

  package var length: Length
  /// Training threads.
  package var threads: Int
  /// The seed of all random numbers.
  package var seed: UInt64 = 0

  /// A few minutes.
  package static let usualLength = Length.time(240)
  /// A model of fewer distinct pictures does not pay.
  package static let fewest = 64

  package init(_ length: Length = usualLength, threads: Int) {
    (self.length, self.threads) = (length, threads)
  }
}

/// The models learned from a folder.
package struct LearnedModels: Sendable {
  /// Small models of similar pictures, with their latents.
  package var small: [LearnedModel] = []
  /// Photo models adapted to pictures.
  package var adapted: [AdaptedModel] = []

  package init() {}

  package var isEmpty: Bool { small.isEmpty && adapted.isEmpty }

  package static func + (one: LearnedModels, other: LearnedModels) -> LearnedModels {
    var all = one
    all.small += other.small
    all.adapted += other.adapted
    return all
  }
}
