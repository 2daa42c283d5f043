import Networks

/// What learning came to for some pictures.
package struct LearnedGroup: Sendable {
  /// A kind of model that was learned of them.
  package enum Kind: String, Sendable, Codable {
    /// A small autoencoder of their own.
    case small
    /// The photo model with some of its weights changed.
    case adapted
  }

  /// What became of a model.
  package enum Outcome: Sendable, Equatable {
    /// The archive has it: it is smaller, the model's bytes counted.
    case kept
    /// It came out larger, model and codes together.
    case larger
    /// It is smaller, but another one is smaller still.
    case largerThanAnother
    /// It is smaller for its pictures, but not for all of the archive, where one mean is asked of
    /// all pictures together.
    case largerWithOthers
    /// It did not reach the quality asked for, in dB.
    case below(psnr: Double)
  }

  /// A model that was learned.
  package struct Candidate: Sendable {
    package let kind: Kind
    /// Of an archive of the pictures by it, the model counted; nil where it is not good enough.
    package let bytes: Int?
    package var outcome: Outcome
  }

  /// Of each picture; nil where they differ.
  package let shape: SampleShape?
  /// Files.
  package let files: Int
  /// Mean PSNR asked for, in dB.
  package let target: Double
  /// Of an archive of these pictures by models at hand.
  package let bytesBefore: Int
  package var candidates: [Candidate] = []

  /// The model that was kept.
  package var kept: Candidate? { candidates.first { $0.outcome == .kept } }

  /// Keeps the best of what was learned, if that is better than nothing.
  mutating func keepBest() {
    let best = candidates.indices.filter { candidates[$0].outcome == .kept }
      .min { candidates[$0].bytes ?? .max < candidates[$1].bytes ?? .max }
    for index in candidates.indices where candidates[index].outcome == .kept && index != best {
      candidates[index].outcome = .largerThanAnother
    }
  }

  /// Takes back what is of no use with others.
  package mutating func drop() {
    for index in candidates.indices where candidates[index].outcome == .kept {
      candidates[index].outcome = .largerWithOthers
    }
  }
}
