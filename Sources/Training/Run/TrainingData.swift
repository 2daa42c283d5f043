import Autodiff
import Networks

/// Training and evaluation samples.
package struct TrainingData: Sendable {
  package let training: any SampleSource
  package let trained: [Int]
  package let judging: any SampleSource
  /// The evaluated samples: held out, or else those trained on.
  package let judged: [Int]
  /// Whether the evaluated samples are held out.
  package let isHeldOut: Bool

  /// - Parameters:
  ///   - trained: the indices of the training samples; at least one
  ///   - heldOut: the indices of other samples of the same source
  package init(_ source: any SampleSource, trained: [Int], heldOut: [Int]) {
    precondition(!trained.isEmpty, "there is nothing to learn from")
    (training, judging) = (source, source)
    self.trained = trained
    judged = heldOut.isEmpty ? trained : heldOut
    isHeldOut = !heldOut.isEmpty
  }

  /// Trains on all samples of one source and evaluates on all of another.
  package init(training: any SampleSource, judging: any SampleSource) {
    precondition(training.count > 0 && judging.count > 0 && training.shape == judging.shape)
    self.training = training
    self.judging = judging
    trained = Array(0..<training.count)
    judged = Array(0..<judging.count)
    isHeldOut = true
  }

  package var shape: SampleShape { training.shape }

  /// Shuffles the training samples for an epoch (Fisher & Yates).
  package func order(seed: UInt64, epoch: Int) -> [Int] {
    // The inverted seed keeps these keys apart from those of noise.
    trained.shuffled(by: NoiseKey(seed: ~seed).derived(epoch))
  }
}
