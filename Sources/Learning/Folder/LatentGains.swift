import Tensors

/// What a folder's codes are multiplied by before they enter the decoder: the less the wider they
/// are spread, so that all have about the same say.
///
/// An error of a weight spoils pictures by as much as its code is large. Weights behind such gains
/// are as precise as each other where one step serves all of them, and those of codes that hold
/// little are few bits.
package struct LatentGains: Sendable {
  /// 1 to 127, a code.
  package let integers: [Int]
  /// Width of an integer's step.
  package let step: Float

  /// Gains are within so many times 1. Weights must fit into bytes, those behind small gains too.
  private static let reach: Float = 6

  /// - Parameter deviations: of each code, about; above nought
  package init(deviations: [Float]) {
    // Some code in the middle stays as it is, and with it the pace of learning.
    let middle = deviations.sorted()[deviations.count / 2]
    let ideal = deviations.map { min(max(middle / $0, 1 / Self.reach), Self.reach) }
    let step = (ideal.max() ?? 1) / 127
    integers = ideal.map { max(1, Int(($0 / step).rounded())) }
    self.step = step
  }

  /// 1 × 1 × codes
  package var factors: Tensor {
    Tensor(
      rows: 1, columns: 1, channels: integers.count, values: integers.map { Float($0) * step })
  }
}
