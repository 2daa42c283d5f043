import Tensors

/// Relaxed latents: each is a random mixture of the two nearest integers, which the temperature
/// sharpens (Yang, Bamler & Mandt 2020, "Improving Inference for Neural Image Compression":
/// stochastic Gumbel annealing).
///
///     number  x = low + f
///     share   w = sigmoid((logit(f) + noise) / temperature), of low + 1
///     logit   (atanh f − atanh (1 − f)) / temperature
package struct SoftLatents {
  /// The lower integers.
  package let low: Tensor
  /// The upper integers' shares of the mixture.
  private let share: Tensor
  /// d share / d number, limited.
  package let slope: Tensor

  /// The mixture.
  package var mixture: Tensor { low.combined(.sum, share) }

  /// Numbers keep this distance from integers, where logits are infinite.
  private static let edge: Float = 1e-4
  /// The limit of slopes, which diverge towards the integers.
  private static let steepest: Float = 20

  /// - Parameters:
  ///   - numbers: integers where `open` is zero
  ///   - open: ones for undecided latents, else zeros
  package init(_ numbers: Tensor, open: Tensor, temperature: Float, key: UInt64) {
    let (rows, columns, channels) = (numbers.rows, numbers.columns, numbers.channels)
    func tensor(_ values: [Float]) -> Tensor {
      Tensor(rows: rows, columns: columns, channels: channels, values: values)
    }
    let values = numbers.values
    let lows = values.map { $0.rounded(.down) }
    let parts = zip(values, lows).map { min(max($0 - $1, Self.edge), 1 - Self.edge) }
    // This is e to the power of twice the logit, without the temperature.
    let odds = parts.map { (1 + $0) / (1 - $0) * $0 / (2 - $0) }
    let chance = Tensor.uniform(rows: rows, columns: columns, channels: channels, key: key)
    let noise = chance.mapped(.logarithm)
      .combined(.difference, chance.scaled(by: -1, plus: 1).mapped(.logarithm))
    let made = tensor(odds).mapped(.logarithm).scaled(by: 0.5 / temperature)
      .combined(.sum, noise).scaled(by: 1 / temperature).mapped(.sigmoid)
    let bend = 1 / (temperature * temperature)
    let slopes = zip(made.values, parts).map { share, part in
      let rise = 1 / (1 - part * part) + 1 / (part * (2 - part))
      return min(share * (1 - share) * bend * rise, Self.steepest)
    }
    low = tensor(lows)
    share = made.combined(.product, open)
    slope = tensor(slopes).combined(.product, open)
  }
}
