import Autodiff
import Tensors
import Training

/// A piece of a picture and the decoder of its codes: what codes cost.
///
/// The cost is bits + weight · Σ (decoded − original)², of samples 0…1 that are known.
package struct CodedPiece {
  package let model: TrainablePhotoModel
  /// Of the level: 1 × 1 × M, the width of a code's steps, and 1 × 1 × C, what the prior is told.
  package let gains, quality: Tensor
  /// Of the level, where the model has one.
  package let filter: PostFilterWeights?
  /// What is known of the picture; beyond it lie zeros.
  package let pixels: LatentPixels
  /// Bits.
  package let weight: Float

  /// What codes cost, rounded as they are.
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

  /// What codes cost on average that are not chosen yet: what it rises by, in bits, if each is the
  /// integer above and not the one below, and its gradient with respect to the numbers behind the
  /// hyper-latents.
  ///
  /// A code's own bits are taken of both integers. What it tells of others, and what becomes of
  /// the picture, is linear about the average; ``spreads(_:hyper:key:)`` say how far it is not.
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
      // Of the average for the prior's sake alone: what the codes themselves take comes after.
      let bits = tape.constant(average).laplaceBits(mean: mean, logScale: logScale)
      _ = tape.backward(from: bits + hyperBits(z) + error(v, g).scaled(by: weight))
      let own = [high, low].map {
        BinCosts.laplace($0, mean: mean.value, logScale: logScale.value).bits
      }
      // The slope at the average is not that half way, which is what the whole step rises by.
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

  /// What the error's part in the cost rises by with the square of a step of what a code stands
  /// for: rows × columns × M.
  ///
  /// That is the squared norm of what the step changes in the picture, which random signs tell
  /// (Bekas et al. 2007, "An estimator for the diagonal of a matrix"): here the mean over the
  /// positions, each as far as its block is known.
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

  /// What codes stand for.
  private func values(_ codes: Tensor, _ mean: Tensor, _ logScale: Tensor) -> Tensor {
    codes.combined(.sum, codes.reconstructionOffsets(mean: mean, logScale: logScale))
      .scaled(byChannel: gains)
  }

  private func error(_ values: Variable, _ g: Variable) -> Variable {
    shown(values, g).squaredError(pixels.samples)
  }

  /// The picture, 0…1, where it is known.
  private func shown(_ values: Variable, _ g: Variable) -> Variable {
    let painted = model.synthesis(values, g: g).unblocked(by: 2).unblocked(by: 8)
      .scaled(by: 1, plus: 0.5)
    guard let filter else { return painted * painted.tape.constant(pixels.known) }
    return painted.filtered(filter, width: pixels.width, height: pixels.height)
  }
}
