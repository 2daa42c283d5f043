import Tensors

/// Codes that are not chosen yet: of each the chance that it will be the integer above its number
/// and not the one below.
///
/// A chance moves to that of Boltzmann's distribution, given what the choice costs while all
/// others are as they are on average, and the temperature falls ("Optimization by Mean Field
/// Annealing", Bilbro et al. 1988). All move at once, so they have to move slowly.
package struct CodeChances {
  /// The integers below.
  package let low: Tensor
  /// Ones where there is a choice, else zeros.
  private let open: Tensor
  /// The chances' logits.
  private var logits: Tensor

  /// How near to an integer numbers count as, and how sure of the nearer one chances begin.
  private static let (edge, sureness): (Float, Float) = (0.01, 4)

  /// - Parameters:
  ///   - numbers: integers where `open` is zero
  ///   - open: ones where there is a choice, else zeros
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

  /// Of the integers above.
  package var chances: Tensor { logits.mapped(.sigmoid).combined(.product, open) }

  /// What is likelier, of each.
  package var codes: Tensor { low.combined(.sum, chances.mapped(.rounding)) }

  /// - Parameters:
  ///   - rises: what the integers above cost more than those below, in bits
  ///   - temperature: in bits
  ///   - share: of the way to what the costs ask for
  package mutating func move(_ rises: Tensor, temperature: Float, by share: Float) {
    logits = logits.moved(towards: rises.scaled(by: -1 / temperature), by: share)
  }
}
