import Autodiff
import Tensors
import Training

extension FolderNetwork {
  /// Fits the prior to fixed latents. It chooses the integer means and scales of the fewest bits,
  /// as scales follow earlier latents. The scales then account for what the search changed in the
  /// latents.
  ///
  /// - Parameters:
  ///   - weights: weights of this network
  ///   - codes: latents of all pictures, pictures × latents
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

/// Fits the mean and scale of one latent.
private struct PriorFit {
  /// Residuals of the prediction from earlier latents, pictures × 1 × 1.
  let rests: Tensor
  /// What earlier latents add to the log scale.
  let wider: Tensor
  let steps: (mean: Float, scale: Float)

  typealias Integers = (mean: Int, scale: Int)

  /// The integers of the fewest bits, by coordinate descent with shrinking moves.
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
