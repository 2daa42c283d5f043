import Autodiff
import Tensors
import Training

extension FolderNetwork {
  /// Weights whose prior fits codes that do not move any more: mean and scale of each number, to
  /// the integers of the fewest bits, as scales follow the codes before now. What the search made
  /// of codes since the prior learned from them shows in their scales.
  ///
  /// - Parameters:
  ///   - weights: of this network
  ///   - codes: of all pictures: pictures × latents
  package func fittingPrior(
    of weights: QuantisedWeights, to codes: Tensor, threads: Int
  ) async -> QuantisedWeights {
    let drawn = weights.drawn(noise: nil)
    let tape = Tape(drawn.parameters, recording: false)
    let expected = expected(tape.constant(codes, samples: codes.rows))
    let (own, followed) = (
      drawn.parameters.value(mean), drawn.parameters.value(scale).scaled(by: -1)
    )
    let rests = codes.combined(.difference, expected.means.value)
      .scaled(byChannel: nil, plus: own).values
    let wider = expected.logScales.value.scaled(byChannel: nil, plus: followed).values
    let (integers, steps) = (drawn.integers, drawn.steps)
    let fits = await concurrently(Array(0..<latents), threads: threads) { latent in
      func column(_ numbers: [Float]) -> Tensor {
        .vector(stride(from: latent, to: numbers.count, by: latents).map { numbers[$0] })
      }
      let fit = PriorFit(
        rests: column(rests), wider: column(wider),
        steps: (steps[mean.index], steps[scale.index]))
      return fit.best(from: (integers[mean.index][latent], integers[scale.index][latent]))
    }
    var fitted = weights
    fitted.replace(mean, by: fits.map(\.mean))
    fitted.replace(scale, by: fits.map(\.scale))
    return fitted
  }
}

/// Mean and scale of one number of the codes.
private struct PriorFit {
  /// Codes less what earlier numbers say of them: pictures × 1 × 1.
  let rests: Tensor
  /// What the codes before add to each logarithm of the scale.
  let wider: Tensor
  let steps: (mean: Float, scale: Float)

  typealias Integers = (mean: Int, scale: Int)

  /// The integers of the fewest bits, as far as ever smaller moves of one of them find it.
  func best(from start: Integers) -> Integers {
    var best = start
    var fewest = bits(start)
    for width in [8, 4, 2, 1, 1] {
      for (mean, scale) in [(0, 1), (0, -1), (1, 0), (-1, 0)] {
        while true {
          let next = (best.mean + mean * width, best.scale + scale * width)
          guard abs(next.0) <= 127, abs(next.1) <= 127 else { break }
          let found = bits(next)
          guard found < fewest else { break }
          (best, fewest) = (next, found)
        }
      }
    }
    return best
  }

  private func bits(_ integers: Integers) -> Double {
    let mean = rests.scaled(by: 0, plus: Float(integers.mean) * steps.mean)
    let scale = wider.scaled(by: 1, plus: Float(integers.scale) * steps.scale)
    return BinCosts.logistic(rests, mean: mean, logScale: scale).bits.sums(samples: 1)[0]
  }
}
