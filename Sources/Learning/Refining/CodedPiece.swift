import Autodiff
import Tensors
import Training

/// A piece of a picture and its decoder, which together give the cost of latents.
///
/// The cost is bits + weight · Σ (decoded − original)², over known samples 0…1.
package struct CodedPiece {
  package let model: TrainablePhotoModel
  /// Conditioning of the level: 1 × 1 × M quantisation steps of the latents, and 1 × 1 × C inputs
  /// of the prior.
  package let gains, quality: Tensor
  /// The level's filter, if the model has one.
  package let filter: PostFilterWeights?
  /// The known pixels; zeros lie beyond them.
  package let pixels: LatentPixels
  /// Bits for each unit of squared error.
  package let weight: Float

  /// The cost of rounded latents and hyper-latents, in bits.
  package func cost(_ latents: Tensor, hyper: Tensor) -> Double {
    let tape = Tape(model.parameters, recording: false)
    let z = tape.constant(hyper)
    let g = model.hyperSynthesis(z, quality: tape.constant(quality))
    let q = tape.constant(latents)
    let expected = expected(q, g)
    let bits = q.laplaceBits(mean: expected.mean, logScale: expected.logScale)
    let v = tape.constant(values(latents, expected.mean.value, expected.logScale.value))
    return Double(bits.number) + Double(hyperBits(z).number)
      + Double(weight) * Double(error(v, g).number)
  }

  /// The expected rise in cost, in bits, if an undecided latent rounds up instead of down, for each
  /// of them, and the gradient of the cost by the unrounded hyper-latents.
  ///
  /// A latent's own bits are computed at both integers. Its effects on other latents and on the
  /// picture are linearised at the mean; ``spreads(_:hyper:key:)`` gives the curvature.
  package func slopes(
    _ latents: RoundingProbabilities, hyper: SoftLatents, spreads: Tensor
  ) -> (rises: Tensor, hyper: Tensor) {
    let tape = Tape(model.parameters)
    return tape.withoutLearning {
      var (byLatent, byValue, byHyper) = (nil as Tensor?, nil as Tensor?, nil as Tensor?)
      let (low, probabilities) = (latents.low, latents.probabilities)
      let average = low.combined(.sum, probabilities)
      let z = tape.watched(hyper.mixture, samples: 1) { byHyper = $0 }
      let q = tape.watched(average, samples: 1) { byLatent = $0 }
      let g = model.hyperSynthesis(z, quality: tape.constant(quality))
      let expected = expected(q, g)
      let (mean, logScale) = (expected.mean, expected.logScale)
      let high = low.scaled(by: 1, plus: 1)
      let ends = [low, high].map { values($0, mean.value, logScale.value) }
      let step = ends[1].combined(.difference, ends[0])
      let v = tape.watched(
        ends[0].combined(.sum, step.combined(.product, probabilities)), samples: 1
      ) { byValue = $0 }
      // The mean matters only for the prior here; the latents' own bits follow.
      let bits = tape.constant(average).laplaceBits(mean: mean, logScale: logScale)
      _ = tape.backward(from: bits + hyperBits(z) + error(v, g).scaled(by: weight))
      let own = [high, low].map {
        BinCosts.laplace($0, mean: mean.value, logScale: logScale.value).bits
      }
      // The slope at the mean differs from that half way, which gives the rise of a whole step.
      let bend = spreads.combined(.product, probabilities.scaled(by: -2, plus: 1))
      var rise = own[0].combined(.difference, own[1])
        .combined(.sum, bend.combined(.product, step).combined(.product, step))
      if let byLatent { rise = rise.combined(.sum, byLatent) }
      if let byValue { rise = rise.combined(.sum, byValue.combined(.product, step)) }
      return (
        rise, (byHyper ?? hyper.low.scaled(by: 0)).combined(.product, hyper.slope)
      )
    }
  }

  /// The curvature of the error cost: its rise with the square of a step in each latent's value,
  /// rows × columns × M.
  ///
  /// It is the squared norm of the picture's change, estimated with random signs (Bekas et al.
  /// 2007, "An estimator for the diagonal of a matrix"). Each channel's estimate is averaged over
  /// all positions, and then scaled by the known share of each position's block.
  package func spreads(_ latents: Tensor, hyper: Tensor, key: UInt64) -> Tensor {
    let tape = Tape(model.parameters)
    return tape.withoutLearning {
      let g = model.hyperSynthesis(tape.constant(hyper), quality: tape.constant(quality))
      let expected = expected(tape.constant(latents), g)
      var byValue = latents.scaled(by: 0)
      let v = tape.watched(
        values(latents, expected.mean.value, expected.logScale.value), samples: 1
      ) { byValue = $0 }
      let shown = shown(v, g)
      let signs = Tensor.uniform(
        rows: shown.value.rows, columns: shown.value.columns, channels: 3, key: key
      ).scaled(by: 1, plus: -0.5).mapped(.sign)
      _ = tape.backward(
        from: shown.squaredError(shown.value.combined(.difference, signs)))
      let shares = pixels.shares(rows: latents.rows, columns: latents.columns)
      // The gradient of a square is twice the number.
      let scale = weight / 4 / max(shares.reduce(0, +), 1)
      let norms = byValue.channelSums(times: byValue).values.map { scale * $0 }
      return Tensor(
        rows: latents.rows, columns: latents.columns, channels: latents.channels,
        values: shares.flatMap { share in norms.map { share * $0 } })
    }
  }

  /// The means and log scales that the prior expects.
  private func expected(
    _ latents: Variable, _ g: Variable
  ) -> (mean: Variable, logScale: Variable) {
    let (expected, m) = (model.context(latents, g: g), latents.value.channels)
    return (expected.channels(0..<m), expected.channels(m..<2 * m))
  }

  private func hyperBits(_ z: Variable) -> Variable {
    z.logisticBits(
      mean: z.tape.variable(model.hyperMean), scale: model.hyperScale(z.tape))
  }

  /// Dequantised latents.
  private func values(_ latents: Tensor, _ mean: Tensor, _ logScale: Tensor) -> Tensor {
    latents.combined(.sum, latents.reconstructionOffsets(mean: mean, logScale: logScale))
      .scaled(byChannel: gains)
  }

  private func error(_ values: Variable, _ g: Variable) -> Variable {
    shown(values, g).squaredError(pixels.samples)
  }

  /// The decoded picture, 0…1, where it is known.
  private func shown(_ values: Variable, _ g: Variable) -> Variable {
    let decoded = model.synthesis(values, g: g).unblocked(by: 2).unblocked(by: 8)
      .scaled(by: 1, plus: 0.5)
    guard let filter else { return decoded * decoded.tape.constant(pixels.known) }
    return decoded.filtered(filter, width: pixels.width, height: pixels.height)
  }
}
