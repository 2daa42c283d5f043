import Autodiff
import Tensors

/// Finds cheaper latents of a piece. The probabilities of rounding latents up are annealed. Adam
/// moves the unrounded hyper-latents, each of which affects too much for annealing.
package struct LatentDescent {
  private let plan: RefiningPlan
  private let piece: CodedPiece
  private var latents: RoundingProbabilities
  private var hyper: MovingLatents
  private let spreads: Tensor
  private var key: NoiseKey

  /// - Parameters:
  ///   - begin: latents and hyper-latents before rounding
  ///   - fixed: the rounded ones, which replace `begin` where nothing is to be optimised
  ///   - open: ones where latents are to be optimised, else zeros
  ///   - seed: selects the random numbers
  package init(
    _ piece: CodedPiece, plan: RefiningPlan, begin: (latents: Tensor, hyper: Tensor),
    fixed: (latents: Tensor, hyper: Tensor), open: (latents: Tensor, hyper: Tensor), seed: Int
  ) {
    (self.piece, self.plan) = (piece, plan)
    key = NoiseKey(seed: 0).derived(seed)
    latents = RoundingProbabilities(
      begin.latents.where(open.latents, else: fixed.latents), open: open.latents)
    hyper = MovingLatents(begin.hyper.where(open.hyper, else: fixed.hyper), open: open.hyper)
    spreads = piece.spreads(fixed.latents, hyper: fixed.hyper, key: key.next())
  }

  /// Runs all steps and returns the latents found.
  package mutating func run() -> (latents: Tensor, hyper: Tensor) {
    for step in 0..<plan.steps {
      let left = 1 - Float(step) / Float(plan.steps)
      let soft = SoftLatents(
        hyper.numbers, open: hyper.open,
        temperature: plan.hyperTemperatures.at(left), key: key.next())
      let (rises, slope) = piece.slopes(latents, hyper: soft, spreads: spreads)
      latents.move(rises, temperature: plan.temperatures.at(left), by: plan.share)
      hyper.move(slope, rate: plan.hyperRate * (0.1 + 0.9 * left))
    }
    return (latents.likelier, hyper.numbers.mapped(.rounding))
  }
}

/// Hyper-latents before rounding, which Adam moves.
private struct MovingLatents {
  private(set) var numbers: Tensor
  /// Ones where they move.
  let open: Tensor
  private var moments: (first: Tensor, second: Tensor)
  private var decay = (first: Float(1), second: Float(1))

  private static let (beta1, beta2): (Float, Float) = (0.9, 0.99)

  init(_ numbers: Tensor, open: Tensor) {
    (self.numbers, self.open) = (numbers, open)
    moments = (numbers.scaled(by: 0), numbers.scaled(by: 0))
  }

  /// Moves against the slope of the cost by one step of Adam.
  ///
  /// - Parameter rate: the learning rate, in latents per step
  mutating func move(_ slope: Tensor, rate: Float) {
    decay = (decay.first * Self.beta1, decay.second * Self.beta2)
    let adam = AdamStep(
      beta1: Self.beta1, beta2: Self.beta2, rate: rate / (1 - decay.first),
      secondScale: 1 / (1 - decay.second), epsilon: 1e-6)
    numbers = adam(numbers, gradient: slope, moments: &moments)
  }
}

extension Tensor {
  /// Selects these numbers at ones, and others at zeros.
  fileprivate func `where`(_ ones: Tensor, else other: Tensor) -> Tensor {
    combined(.product, ones).combined(.sum, other.combined(.product, ones.scaled(by: -1, plus: 1)))
  }
}

extension ClosedRange<Float> {
  /// Interpolates by a square, from the upper bound at 1 to the lower bound at 0.
  fileprivate func at(_ left: Float) -> Float {
    lowerBound + (upperBound - lowerBound) * left * left
  }
}
