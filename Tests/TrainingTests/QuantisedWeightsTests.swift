import Autodiff
import Learning
import Tensors
import TestSupport
import Testing

@Suite struct QuantisedWeightsTests {
  /// A tensor of a network that only weighs its weights: loss = Σ weight · share + price · bits.
  private struct Case {
    var value: Tensor
    var step: Float
    var scale: Float
    let shares: Tensor
    var mask: Tensor?
    let price: Float = 0.01

    var weights: QuantisedWeights {
      var initial = QuantisedWeights.Initial("weight", value, step: step, mask: mask)
      initial.scales = [scale]
      return QuantisedWeights([initial])
    }

    func loss(_ noise: NoiseKey) -> Double {
      let weights = weights
      let drawn = weights.drawn(noise: noise)
      let seen = drawn.parameters.value(drawn.parameters.all[0])
      return seen.dots(shares, samples: 1)[0]
        + Double(price) * weights.gradients(of: drawn, [shares], price: price).bits
    }
  }

  private static func make(_ seed: UInt64) -> Case {
    var random = SplitMix64(seed: seed)
    let ones = (0..<40).map { Float($0 % 5 == 0 ? 0 : 1) }
    return Case(
      value: random.tensor(5, 1, 8), step: 0.07, scale: 4, shares: random.tensor(5, 1, 8),
      mask: seed == 2 ? Tensor(rows: 5, columns: 1, channels: 8, values: ones) : nil)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `gradients of weights, steps and scales are those of differences`(seed: UInt64) {
    let (whole, noise) = (Self.make(seed), NoiseKey(seed: 9))
    let drawn = whole.weights.drawn(noise: noise)
    let found = whole.weights.gradients(of: drawn, [whole.shares], price: whole.price)
    func expect(_ gradient: Float, _ name: String, _ change: (inout Case, Float) -> Void) {
      var (less, more) = (whole, whole)
      change(&less, -0.01)
      change(&more, 0.01)
      let slope = (more.loss(noise) - less.loss(noise)) / 0.02
      #expect(abs(Double(gradient) - slope) < 0.01 * max(1, abs(slope)), "\(name): \(slope)")
    }
    // Logarithms are learned: a change of one is a factor.
    func factor(_ change: Float) -> Float { 1 + change + change * change / 2 }
    for place in [0, 1, 7, 20, 39] {
      expect(found.reals[0].values[place], "weight \(place)") {
        $0.value = $0.value.replacing(place, by: $0.value.values[place] + $1)
      }
    }
    expect(found.logs[0].values[0], "step") { $0.step *= factor($1) }
    expect(found.logs[1].values[0], "scale") { $0.scale *= factor($1) }
  }

  @Test func `rounded weights are integers of a byte times their step`() {
    var random = SplitMix64(seed: 3)
    // Some of these are beyond what integers of this step reach.
    let value = random.tensor(20, 9, 4, in: -2...2)
    let weights = QuantisedWeights([.init("weight", value, step: 0.01)])
    let drawn = weights.drawn(noise: nil)
    let (integers, step) = (drawn.integers[0], weights.steps[0])
    #expect(integers.allSatisfy { (-128...127).contains($0) })
    #expect(integers.min() == -128 && integers.max() == 127)
    let seen = drawn.parameters.value(drawn.parameters.all[0]).values
    #expect(zip(integers, seen).allSatisfy { Float($0) * step == $1 })
    for (wanted, found) in zip(value.values, seen) where abs(wanted) < 1.2 {
      #expect(abs(wanted - found) < 0.0051)
    }
  }
}
