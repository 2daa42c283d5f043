import Autodiff
import Tensors
import TestSupport
import Testing

/// What an operation is checked with.
struct Operands {
  let parameters: [Parameter]
  let variables: [Variable]

  subscript(index: Int) -> Variable { variables[index] }
}

/// Compares gradients with central finite differences.
///
/// The loss is Σ out · r with random r, summed in double precision, so that single precision
/// hurts only the operation itself.
struct GradientCheck {
  var random: SplitMix64
  var step: Float = 0.01
  var tolerance = 0.02

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// - Parameters:
  ///   - operands: where the gradients are checked; each becomes a parameter
  ///   - samples: of the first operand; the others have `otherSamples`
  ///   - operation: what is checked
  mutating func callAsFunction(
    _ name: String, _ operands: [Tensor], samples: [Int] = [],
    _ operation: (Operands) -> Variable
  ) {
    var set = ParameterSet()
    let parameters = operands.enumerated().map { set.add("\($0)", $1) }
    func run(_ set: ParameterSet) -> (Tape, Variable) {
      let tape = Tape(set)
      let variables = parameters.enumerated().map { index, parameter in
        tape.variable(parameter).grouped(samples: index < samples.count ? samples[index] : 1)
      }
      return (tape, operation(Operands(parameters: parameters, variables: variables)))
    }
    let (tape, out) = run(set)
    let weights = random.tensor(out.value.rows, out.value.columns, out.value.channels)
    let weighted = (out * out.constant(weights)).grouped(samples: 1).sampleSums
    let gradients = tape.backward(from: weighted)
    func loss(_ set: ParameterSet) -> Double {
      run(set).1.value.dots(weights, samples: 1)[0]
    }
    for (parameter, gradient) in zip(parameters, gradients) {
      let value = set.value(parameter)
      for _ in 0..<min(value.count, 12) {
        let index = Int.random(in: 0..<value.count, using: &random)
        let x = value.values[index]
        var (more, less) = (set, set)
        more.set(parameter, to: value.replacing(index, by: x + step))
        less.set(parameter, to: value.replacing(index, by: x - step))
        let slope = (loss(more) - loss(less)) / Double((x + step) - (x - step))
        let found = Double(gradient.values[index])
        #expect(
          abs(found - slope) < tolerance * max(1, abs(slope)),
          "\(name): operand \(parameter.index)[\(index)]: \(found), differences say \(slope)")
      }
    }
  }
}
