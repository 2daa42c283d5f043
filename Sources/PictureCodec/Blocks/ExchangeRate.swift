import Images

/// How much error an encoder accepts to save a bit, so that representations of a picture can be
/// compared.
package struct ExchangeRate: Equatable, Sendable {
  /// The index of the quantisation step of blocks at which coding is best at this rate, in 1/256.
  package let index: Int

  package init(index: Int) {
    self.index = min(max(index, 0), 256 * BlockQuantiser.largest)
  }

  /// The sum of squared errors of samples that is worth a bit.
  ///
  /// Errors of a fine quantiser fall by a factor of four for each bit of a sample: its step Δ gives
  /// the error Δ² / 12, whose slope is Δ² · ln 2 / 6.
  package var errorPerBit: Double {
    func square(_ index: Int) -> Double {
      let step = BlockQuantiser.step(index)
      return step * step
    }
    let (whole, share) = (index / 256, Double(index % 256) / 256)
    // Plain arithmetic, as results must not depend on a library of functions.
    let (below, above) = (square(whole), square(whole + 1))
    return (below + share * (above - below)) * 0.11552453009332421
  }

  /// A layer at this rate.
  package func layer(_ shape: ImageShape) -> BlockLayer {
    BlockLayer(step: (index + 128) / 256, shape: shape)
  }

  /// What bits and errors cost together, in bits.
  ///
  /// - Parameter squaredError: the sum over all samples
  package func cost(bytes: Int, squaredError: Double) -> Double {
    8 * Double(bytes) + squaredError / errorPerBit
  }
}
