import Autodiff
import Tensors
import Training

extension FolderNetwork {
  /// Fits the prior to fixed latents, which the search has changed since the prior was learned. It
  /// chooses the integer mean and log scale of each latent that cost the fewest bits. How means and
  /// scales follow earlier latents does not change.
  ///
  /// - Parameters:
  ///   - weights: weights of this network
  ///   - symbols: the quantised latents of all pictures, pictures × 1 × latents
  package func fittingPrior(
    of weights: QuantisedWeights, to symbols: Tensor, threads: Int
  ) async -> QuantisedWeights {
    let drawn = weights.drawn(noise: nil)
    let tape = Tape(drawn.parameters, recording: false)
    let expected = expected(tape.constant(symbols, samples: symbols.rows))
    let (own, followed) = (
      drawn.parameters.value(mean), drawn.parameters.value(scale).scaled(by: -1)
    )
    let rests = symbols.combined(.difference, expected.means.value)
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

/// Fits the mean and scale of one latent.
private struct PriorFit {
  /// Residuals of the prediction from earlier latents, pictures × 1 × 1.
  let rests: Tensor
  /// What earlier latents add to the log scale.
  let wider: Tensor
  let steps: (mean: Float, scale: Float)

  typealias Integers = (mean: Int, scale: Int)

  /// Integers that cost few bits, found by coordinate descent with shrinking moves.
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

  /// The cost of the latent in all pictures, in bits.
  private func bits(_ integers: Integers) -> Double {
    let mean = rests.scaled(by: 0, plus: Float(integers.mean) * steps.mean)
    let scale = wider.scaled(by: 1, plus: Float(integers.scale) * steps.scale)
    return BinCosts.logistic(rests, mean: mean, logScale: scale).bits.sums(samples: 1)[0]
  }
}
