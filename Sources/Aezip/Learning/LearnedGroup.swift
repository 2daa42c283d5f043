import Learning
import Networks

/// The outcome of learning for a group of pictures.
public struct LearnedGroup: Sendable {
  /// A kind of learned model.
  public enum Kind: String, Sendable, Codable {
    /// A small autoencoder for the group.
    case small
    /// The photo model with some of its weights changed.
    case adapted
  }

  /// The outcome for a model.
  public enum Outcome: Sendable, Equatable {
    /// The archive contains it and is smaller, the model's bytes included.
    case kept
    /// Model and latents together are larger.
    case larger
    /// It saves bytes, but another model saves more.
    case largerThanAnother
    /// It saves bytes for its pictures, but not for the whole archive with its joint mean PSNR.
    case largerWithOthers
    /// It did not reach the quality asked for, in dB.
    case below(psnr: Double)
  }

  /// A model that was learned.
  public struct Candidate: Sendable {
    /// The kind of model.
    public let kind: Kind
    /// The size of a trial archive with the model; nil if it misses the quality.
    public let bytes: Int?
    /// The outcome.
    public internal(set) var outcome: Outcome
  }

  /// The shape of each picture; nil if they differ.
  package let shape: SampleShape?
  /// The number of pictures.
  public let files: Int
  /// The mean PSNR to reach, in dB.
  public let target: Double
  /// The size of an archive of these pictures without learning.
  public let bytesBefore: Int
  /// The models that were learned.
  public internal(set) var candidates: [Candidate] = []

  /// The model that was kept.
  public var kept: Candidate? { candidates.first { $0.outcome == .kept } }

  /// Keeps the smallest of the models that pay.
  mutating func keepBest() {
    let best = candidates.indices.filter { candidates[$0].outcome == .kept }
      .min { candidates[$0].bytes ?? .max < candidates[$1].bytes ?? .max }
    for index in candidates.indices where candidates[index].outcome == .kept && index != best {
      candidates[index].outcome = .largerThanAnother
    }
  }

  /// Marks the kept model as not paying for the whole archive.
  mutating func drop() {
    for index in candidates.indices where candidates[index].outcome == .kept {
      candidates[index].outcome = .largerWithOthers
    }
  }
}

extension LearnedModels {
  /// Adds the models to options.
  package func added(to options: PackOptions) -> PackOptions {
    var options = options
    options.learned += small
    options.adapted += adapted
    return options
  }
}
