import Autodiff
import Tensors
import Training

/// A piece of a picture with its decoder, to compute the cost of latents.
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

  /// The cost of rounded latents.
  package func cost(_ codes: Tensor, hyper: Tensor) -> Double {
    let tape = Tape(model.parameters, recording: false)
    let z = tape.constant(hyper)
    let g = model.hyperSynthesis(z, quality: tape.constant(quality))
    let q = tape.constant(codes)
    let expected = expected(q, g)
    let bits = q.laplaceBits(mean: expected.mean, logScale: expected.logScale)
    let v = tape.constant(values(codes, expected.mean.value, expected.logScale.value))
    return Double(bits.number) + Double(hyperBits(z).number)
      + Double(weight) * Double(error(v, g).number)
  }

  /// The expected rise in cost, in bits, if each undecided latent rounds up instead of down, and
  /// the gradient of the numbers behind the hyper-latents.
  ///
  /// A latent's own bits are computed at both integers. Its effects on other latents and on the
  /// picture are linearised at the mean; ``spreads(_:hyper:key:)`` gives the curvature.
  package func slopes(
    _ codes: CodeChances, hyper: SoftLatents, spreads: Tensor
  ) -> (codes: Tensor, hyper: Tensor) {
    let tape = Tape(model.parameters)
    return tape.withoutLearning {
      var (byCode, byValue, byHyper) = (nil as Tensor?, nil as Tensor?, nil as Tensor?)
      let (low, chances) = (codes.low, codes.chances)
      let average = low.combined(.sum, chances)
      let z = tape.watched(hyper.codes, samples: 1) { byHyper = $0 }
      let q = tape.watched(average, samples: 1) { byCode = $0 }
      let g = model.hyperSynthesis(z, quality: tape.constant(quality))
      let expected = expected(q, g)
      let (mean, logScale) = (expected.mean, expected.logScale)
      let high = low.scaled(by: 1, plus: 1)
      let ends = [low, high].map { values($0, mean.value, logScale.value) }
      let step = ends[1].combined(.difference, ends[0])
      let v = tape.watched(
        ends[0].combined(.sum, step.combined(.product, chances)), samples: 1
      ) { byValue = $0 }
      // The mean matters only for the prior here; the latents' own bits follow.
      let bits = tape.constant(average).laplaceBits(mean: mean, logScale: logScale)
      _ = tape.backward(from: bits + hyperBits(z) + error(v, g).scaled(by: weight))
      let own = [high, low].map {
        BinCosts.laplace($0, mean: mean.value, logScale: logScale.value).bits
      }
      // The slope at the mean differs from that half way, which gives the rise of a whole step.
      let bend = spreads.combined(.product, chances.scaled(by: -2, plus: 1))
      var rise = own[0].combined(.difference, own[1])
        .combined(.sum, bend.combined(.product, step).combined(.product, step))
      if let byCode { rise = rise.combined(.sum, byCode) }
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
  /// 2007, "An estimator for the diagonal of a matrix"). Here it is the mean over positions,
  /// weighted by the known share of each block.
  package func spreads(_ codes: Tensor, hyper: Tensor, key: UInt64) -> Tensor {
    let tape = Tape(model.parameters)
    return tape.withoutLearning {
      let g = model.hyperSynthesis(tape.constant(hyper), quality: tape.constant(quality))
      let expected = expected(tape.constant(codes), g)
      var byValue = codes.scaled(by: 0)
      let v = tape.watched(
        values(codes, expected.mean.value, expected.logScale.value), samples: 1
      ) { byValue = $0 }
      let shown = shown(v, g)
      let signs = Tensor.uniform(
        rows: shown.value.rows, columns: shown.value.columns, channels: 3, key: key
      ).scaled(by: 1, plus: -0.5).mapped(.sign)
      _ = tape.backward(
        from: shown.squaredError(shown.value.combined(.difference, signs)))
      let shares = pixels.shares(rows: codes.rows, columns: codes.columns)
      // The gradient of a square is twice the number.
      let scale = weight / 4 / max(shares.reduce(0, +), 1)
      let norms = byValue.channelSums(times: byValue).values.map { scale * $0 }
      return Tensor(
        rows: codes.rows, columns: codes.columns, channels: codes.channels,
        values: shares.flatMap { share in norms.map { share * $0 } })
    }
  }

  private func expected(_ codes: Variable, _ g: Variable) -> (mean: Variable, logScale: Variable) {
    let (expected, m) = (model.context(codes, g: g), codes.value.channels)
    return (expected.channels(0..<m), expected.channels(m..<2 * m))
  }

  private func hyperBits(_ z: Variable) -> Variable {
    z.logisticBits(
      mean: z.tape.variable(model.hyperMean), scale: model.hyperScale(z.tape))
  }

  /// Dequantised latents.
  private func values(_ codes: Tensor, _ mean: Tensor, _ logScale: Tensor) -> Tensor {
    codes.combined(.sum, codes.reconstructionOffsets(mean: mean, logScale: logScale))
      .scaled(byChannel: gains)
  }

  private func error(_ values: Variable, _ g: Variable) -> Variable {
    shown(values, g).squaredError(pixels.samples)
  }

  /// The decoded picture, 0…1, where it is known.
  private func shown(_ values: Variable, _ g: Variable) -> Variable {
    let painted = model.synthesis(values, g: g).unblocked(by: 2).unblocked(by: 8)
      .scaled(by: 1, plus: 0.5)
    guard let filter else { return painted * painted.tape.constant(pixels.known) }
    return painted.filtered(filter, width: pixels.width, height: pixels.height)
  }
}
