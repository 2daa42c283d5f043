import Networks
import Tensors

/// A piece of a picture and the decoder of its codes: what codes cost.
///
/// The cost is bits + weight · Σ (decoded − original)², of samples 0…1 that are known.
struct CodedPiece {
  let model: TrainablePhotoModel
  /// Of the level: 1 × 1 × M, the width of a code's steps, and 1 × 1 × C, what the prior is told.
  let gains, quality: Tensor
  /// x / 255 − 0.5 in blocks of 16×16 pixels, and ones where it is known: rows × columns × 768.
  let picture, known: Tensor
  /// Bits.
  let weight: Float

  /// What codes cost, rounded as they are.
  func cost(_ codes: Tensor, hyper: Tensor) -> Double {
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

  /// The gradients of what soft codes cost on average, with respect to the numbers they are of.
  ///
  /// Bits and what a code stands for are taken of the integers on either side, and mixed; what
  /// codes tell of others is told by the mixture.
  func slopes(_ codes: SoftCodes, hyper: SoftCodes) -> (codes: Tensor, hyper: Tensor) {
    let tape = Tape(model.parameters)
    return tape.withoutLearning {
      var (byCode, byValue, byHyper) = (nil as Tensor?, nil as Tensor?, nil as Tensor?)
      let mixture = codes.codes
      let z = tape.watched(hyper.codes, samples: 1) { byHyper = $0 }
      let q = tape.watched(mixture, samples: 1) { byCode = $0 }
      let g = model.hyperSynthesis(z, quality: tape.constant(quality))
      let expected = expected(q, g)
      let (mean, logScale) = (expected.mean, expected.logScale)
      let high = codes.low.scaled(by: 1, plus: 1)
      let ends = [codes.low, high].map { values($0, mean.value, logScale.value) }
      let step = ends[1].combined(.difference, ends[0])
      let v = tape.watched(
        ends[0].combined(.sum, step.combined(.product, codes.share)), samples: 1
      ) { byValue = $0 }
      // Of the mixture for the prior's sake alone: what the codes themselves take comes after.
      let bits = tape.constant(mixture).laplaceBits(mean: mean, logScale: logScale)
      _ = tape.backward(from: bits + hyperBits(z) + error(v, g).scaled(by: weight))
      let own = [high, codes.low].map {
        BinCosts.laplace($0, mean: mean.value, logScale: logScale.value).bits
      }
      var slope = own[0].combined(.difference, own[1])
      if let byCode { slope = slope.combined(.sum, byCode) }
      if let byValue { slope = slope.combined(.sum, byValue.combined(.product, step)) }
      return (
        slope.combined(.product, codes.slope),
        (byHyper ?? hyper.low.scaled(by: 0)).combined(.product, hyper.slope)
      )
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
    (model.synthesis(values, g: g) * g.tape.constant(known))
      .squaredError(picture.combined(.product, known))
  }
}
