import Tensors

/// The probabilities with which undecided latents are rounded up.
///
/// Each probability approaches the Boltzmann distribution of its choice's cost at the mean of all
/// others, while the temperature falls ("Optimization by Mean Field Annealing", Bilbro et al.
/// 1988). All move at once, so they must move slowly.
package struct RoundingProbabilities {
  /// The lower integers.
  package let low: Tensor
  /// Ones for undecided latents, else zeros.
  private let open: Tensor
  /// Logits of the probabilities.
  private var logits: Tensor

  /// The distance to an integer below which a number counts as that integer, and the initial
  /// confidence in the nearer one.
  private static let (edge, sureness): (Float, Float) = (0.01, 4)

  /// - Parameters:
  ///   - numbers: integers where `open` is zero
  ///   - open: ones for undecided latents, else zeros
  package init(_ numbers: Tensor, open: Tensor) {
    let values = numbers.values
    let lows = values.map { $0.rounded(.down) }
    let odds = zip(values, lows).map { number, low in
      let part = min(max(number - low, Self.edge), 1 - Self.edge)
      return part / (1 - part)
    }
    func tensor(_ values: [Float]) -> Tensor {
      Tensor(
        rows: numbers.rows, columns: numbers.columns, channels: numbers.channels, values: values)
    }
    (low, self.open) = (tensor(lows), open)
    logits = tensor(odds).mapped(.logarithm).scaled(by: Self.sureness)
  }

  /// Probabilities of the upper integers, zero for decided latents.
  package var probabilities: Tensor { logits.mapped(.sigmoid).combined(.product, open) }

  /// The likelier integer of each latent.
  package var likelier: Tensor { low.combined(.sum, probabilities.mapped(.rounding)) }

  /// Moves the logits towards those of the Boltzmann distribution.
  ///
  /// - Parameters:
  ///   - rises: extra cost of the upper integers, in bits
  ///   - temperature: in bits
  ///   - share: the fraction of the way to the target logits
  package mutating func move(_ rises: Tensor, temperature: Float, by share: Float) {
    logits = logits.moved(towards: rises.scaled(by: -1 / temperature), by: share)
  }
}
