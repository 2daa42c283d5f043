import Autodiff
import Tensors

/// Finds cheaper latents. Probabilities of latents are annealed. Adam moves the numbers behind
/// hyper-latents, each of which changes too much for annealing.
package struct LatentDescent {
  private let plan: RefiningPlan
  private let piece: CodedPiece
  private var codes: CodeChances
  private var hyper: MovingLatents
  private let spreads: Tensor
  private var key: NoiseKey

  /// - Parameters:
  ///   - begin: latents before rounding
  ///   - fixed: rounded latents
  ///   - open: ones for latents to optimise
  package init(
    _ piece: CodedPiece, plan: RefiningPlan, begin: (codes: Tensor, hyper: Tensor),
    fixed: (codes: Tensor, hyper: Tensor), open: (codes: Tensor, hyper: Tensor), seed: Int
  ) {
    (self.piece, self.plan) = (piece, plan)
    key = NoiseKey(seed: 0).derived(seed)
    codes = CodeChances(begin.codes.where(open.codes, else: fixed.codes), open: open.codes)
    hyper = MovingLatents(begin.hyper.where(open.hyper, else: fixed.hyper), open: open.hyper)
    spreads = piece.spreads(fixed.codes, hyper: fixed.hyper, key: key.next())
  }

  /// Runs all steps and returns the latents found.
  package mutating func run() -> (codes: Tensor, hyper: Tensor) {
    for step in 0..<plan.steps {
      let left = 1 - Float(step) / Float(plan.steps)
      let soft = SoftLatents(
        hyper.numbers, open: hyper.open,
        temperature: plan.hyperTemperatures.at(left), key: key.next())
      let (rises, slope) = piece.slopes(codes, hyper: soft, spreads: spreads)
      codes.move(rises, temperature: plan.temperatures.at(left), by: plan.share)
      hyper.move(slope, rate: plan.hyperRate * (0.1 + 0.9 * left))
    }
    return (codes.codes, hyper.numbers.mapped(.rounding))
  }
}

/// Latents before rounding, during descent.
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
  /// Interpolates from the upper bound at the start to the lower one at the end.
  fileprivate func at(_ left: Float) -> Float {
    lowerBound + (upperBound - lowerBound) * left * left
  }
}
