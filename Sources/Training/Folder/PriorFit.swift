import Tensors

extension FolderNetwork {
  /// Weights whose prior fits codes that do not move any more: mean and scale of each number, to
  /// the integers of the fewest bits. What the search made of codes since the prior learned from
  /// them shows in their scales.
  ///
  /// - Parameters:
  ///   - weights: of this network
  ///   - codes: of all pictures: pictures × latents
  func fittingPrior(
    of weights: QuantisedWeights, to codes: Tensor, threads: Int
  ) async -> QuantisedWeights {
    let drawn = weights.drawn(noise: nil)
    let tape = Tape(drawn.parameters, recording: false)
    let known = tape.constant(codes, samples: codes.rows)
    let expected = known.product(chain).value
    let rests = codes.combined(.sum, expected.scaled(by: -1)).values
    let (integers, steps) = (drawn.integers, drawn.steps)
    let fits = await concurrently(Array(0..<latents), threads: threads) { latent in
      let rest = stride(from: latent, to: rests.count, by: latents).map { rests[$0] }
      let fit = PriorFit(
        Tensor(rows: rest.count, columns: 1, channels: 1, values: rest),
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
  let steps: (mean: Float, scale: Float)

  typealias Integers = (mean: Int, scale: Int)

  init(_ rests: Tensor, steps: (Float, Float)) {
    (self.rests, self.steps) = (rests, steps)
  }

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
    let nought = rests.scaled(by: 0)
    let mean = nought.scaled(by: 0, plus: Float(integers.mean) * steps.mean)
    let scale = nought.scaled(by: 0, plus: Float(integers.scale) * steps.scale)
    return BinCosts.laplace(rests, mean: mean, logScale: scale).bits.sums(samples: 1)[0]
  }
}
