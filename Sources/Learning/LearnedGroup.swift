import Archiver
import Networks

/// What learning came to for pictures that are alike.
package struct LearnedGroup: Sendable {
  package enum Outcome: Sendable, Equatable {
    /// The archive has a model of them: it is smaller, the model's bytes counted.
    case kept
    /// A model was learned and came out larger, model and codes together.
    case larger
    /// A model was learned and is smaller for its pictures, but not for all of the archive, where
    /// one mean is asked of all pictures together.
    case largerWithOthers
    /// A model was learned, but did not reach the quality asked for, in dB.
    case below(psnr: Double)
  }

  package let shape: ObjectShape
  /// Files.
  package let files: Int
  /// Mean PSNR asked for, in dB.
  package let target: Double
  /// Of an archive of these pictures by models at hand.
  package let bytesBefore: Int
  /// Of an archive of them by the model learned, the model counted.
  package let bytesAfter: Int?
  package var outcome: Outcome
}
