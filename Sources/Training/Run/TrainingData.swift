import Autodiff
import Networks

/// Objects to learn from and objects to judge by.
package struct TrainingData: Sendable {
  package let training: any SampleSource
  package let trained: [Int]
  package let judging: any SampleSource
  /// Held-out objects; where there are none, those learned from.
  package let judged: [Int]
  /// Whether those judged by are others than those learned from.
  package let isHeldOut: Bool

  /// - Parameters:
  ///   - trained: the objects of a source to learn from; at least one
  ///   - heldOut: others of the same source
  package init(_ source: any SampleSource, trained: [Int], heldOut: [Int]) {
    precondition(!trained.isEmpty, "there is nothing to learn from")
    (training, judging) = (source, source)
    self.trained = trained
    judged = heldOut.isEmpty ? trained : heldOut
    isHeldOut = !heldOut.isEmpty
  }

  /// All objects of one source to learn from, all of another to judge by.
  package init(training: any SampleSource, judging: any SampleSource) {
    precondition(training.count > 0 && judging.count > 0 && training.shape == judging.shape)
    self.training = training
    self.judging = judging
    trained = Array(0..<training.count)
    judged = Array(0..<judging.count)
    isHeldOut = true
  }

  package var shape: SampleShape { training.shape }

  /// The objects to learn from in the order of an epoch (Fisher & Yates).
  package func order(seed: UInt64, epoch: Int) -> [Int] {
    var order = trained
    // Noise of steps has keys of its own.
    var key = NoiseKey(seed: ~seed).derived(epoch)
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(key.next() % UInt64(last + 1)))
    }
    return order
  }
}
