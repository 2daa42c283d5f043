import Autodiff
import Networks

/// Training and evaluation samples.
package struct TrainingData: Sendable {
  package let training: any SampleSource
  /// The indices of the training samples.
  package let trained: [Int]
  package let evaluation: any SampleSource
  /// The indices of the evaluated samples: held out, or else those trained on.
  package let evaluated: [Int]
  /// Whether the evaluated samples are held out.
  package let isHeldOut: Bool

  /// - Parameters:
  ///   - trained: the indices of the training samples; at least one
  ///   - heldOut: the indices of other samples of the same source
  package init(_ source: any SampleSource, trained: [Int], heldOut: [Int]) {
    precondition(!trained.isEmpty, "there is nothing to learn from")
    (training, evaluation) = (source, source)
    self.trained = trained
    evaluated = heldOut.isEmpty ? trained : heldOut
    isHeldOut = !heldOut.isEmpty
  }

  /// Trains on all samples of one source and evaluates on all of another.
  package init(training: any SampleSource, evaluation: any SampleSource) {
    precondition(
      training.count > 0 && evaluation.count > 0 && training.shape == evaluation.shape)
    self.training = training
    self.evaluation = evaluation
    trained = Array(0..<training.count)
    evaluated = Array(0..<evaluation.count)
    isHeldOut = true
  }

  package var shape: SampleShape { training.shape }

  /// Shuffles the training samples for an epoch (Fisher & Yates).
  package func order(seed: UInt64, epoch: Int) -> [Int] {
    // The inverted seed keeps these keys apart from those of noise.
    trained.shuffled(by: NoiseKey(seed: ~seed).derived(epoch))
  }
}
