import Tensors

/// Adam on the numbers behind soft codes, the temperature falling from step to step.
struct CodeDescent {
  private let plan: RefiningPlan
  private let piece: CodedPiece
  private var codes, hyper: Moving
  private var key: NoiseKey

  /// Numbers on their way downhill.
  private struct Moving {
    var numbers: Tensor
    /// Ones where they move.
    let open: Tensor
    var moments: (first: Tensor, second: Tensor)

    /// - Parameter fixed: codes, where numbers do not move
    init(_ numbers: Tensor, fixed: Tensor, open: Tensor) {
      let closed = open.scaled(by: -1, plus: 1)
      self.numbers = numbers.combined(.product, open)
        .combined(.sum, fixed.combined(.product, closed))
      self.open = open
      moments = (numbers.scaled(by: 0), numbers.scaled(by: 0))
    }

    mutating func move(_ slope: Tensor, _ step: AdamStep) {
      numbers = step(numbers, gradient: slope, moments: &moments)
    }
  }

  private static let (beta1, beta2): (Float, Float) = (0.9, 0.99)

  /// - Parameters:
  ///   - begin: the codes before they were rounded
  ///   - fixed: rounded
  ///   - open: ones where they are to be found
  init(
    _ piece: CodedPiece, plan: RefiningPlan, begin: (codes: Tensor, hyper: Tensor),
    fixed: (codes: Tensor, hyper: Tensor), open: (codes: Tensor, hyper: Tensor), seed: Int
  ) {
    (self.piece, self.plan) = (piece, plan)
    codes = Moving(begin.codes, fixed: fixed.codes, open: open.codes)
    hyper = Moving(begin.hyper, fixed: fixed.hyper, open: open.hyper)
    key = NoiseKey(seed: 0).derived(seed)
  }

  /// The codes that were found.
  mutating func run() -> (codes: Tensor, hyper: Tensor) {
    let (last, first) = (plan.temperatures.lowerBound, plan.temperatures.upperBound)
    var decay = (first: Float(1), second: Float(1))
    for step in 0..<plan.steps {
      let left = 1 - Float(step) / Float(plan.steps)
      let temperature = last + (first - last) * left * left
      decay = (decay.first * Self.beta1, decay.second * Self.beta2)
      let soft = SoftCodes(
        codes.numbers, open: codes.open, temperature: temperature, key: key.next())
      let softHyper = SoftCodes(
        hyper.numbers, open: hyper.open, temperature: temperature, key: key.next())
      let slopes = piece.slopes(soft, hyper: softHyper)
      let share = (0.1 + 0.9 * left) / (1 - decay.first)
      func adam(_ rate: Float) -> AdamStep {
        AdamStep(
          beta1: Self.beta1, beta2: Self.beta2, rate: rate * share,
          secondScale: 1 / (1 - decay.second), epsilon: 1e-6)
      }
      codes.move(slopes.codes, adam(plan.codeRate))
      hyper.move(slopes.hyper, adam(plan.hyperRate))
    }
    return (codes.numbers.mapped(.rounding), hyper.numbers.mapped(.rounding))
  }
}
