/// How models of a folder are learned.
package struct LearningPlan: Sendable {
  package enum Length: Sendable, Equatable {
    /// Seconds for all groups of pictures together, by what their files weigh; judging what came
    /// of it takes longer, and where a small model does not make like pictures clearly smaller the
    /// photo model is adapted to them in as much time again.
    case time(Double)
    /// Steps for each model: the same models on any machine.
    case steps(Int)
  }

  package var length: Length
  /// Threads to train with.
  package var threads: Int
  /// Of all that is left to chance.
  package var seed: UInt64 = 0

  /// A few minutes.
  package static let usualLength = Length.time(240)
  /// Different pictures below which a model of their own cannot pay.
  package static let fewest = 64

  package init(_ length: Length = usualLength, threads: Int) {
    (self.length, self.threads) = (length, threads)
  }
}
