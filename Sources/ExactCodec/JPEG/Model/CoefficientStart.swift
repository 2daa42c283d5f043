import CKernels
import Entropy

/// What a model knows before it sees a picture, learnt from photographs.
package struct CoefficientStart: Sendable {
  /// Of each size. Counters of the same contexts are the same.
  package var mixers: [ModelSize: LeanMixer.State]
  /// By kind and coefficient.
  package var squares: [aez_least_squares]
  /// The mean errors of what was expected in 1/2¹⁶, by kind, coefficient and class of magnitude.
  package var errors: [Int32]
  /// The weights by which a magnitude is expected, in 1/4096, by colour and coefficient: those of
  /// the neighbouring blocks, of seven places within the block, and a constant; see
  /// `aez_jpeg_constants`.
  private let expected: [Int32]

  /// What a model knows that has learnt nothing but how magnitudes depend on one another.
  ///
  /// - Parameter expected: [2][64][16]
  package init(expected: [Int32]) {
    precondition(expected.count == 2 * 64 * 16)
    mixers = Dictionary(
      uniqueKeysWithValues: ModelSize.allCases.map { ($0, LeanMixer.State($0.shape)) })
    squares = Array(repeating: aez_least_squares(), count: LeastSquares.count)
    errors = (0..<LeastSquares.count * 16).map { (index: Int) -> Int32 in
      let sixteenths = 16 + 8 * (index & 15)
      return Int32(sixteenths << 12)
    }
    self.expected = expected
  }

  func expected(colour: Int, _ k: Int) -> ArraySlice<Int32> {
    let start = (colour * 64 + k) * 16
    return expected[start..<start + 16]
  }

  package var allExpected: [Int32] { expected }
}
