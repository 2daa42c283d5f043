import Tensors

/// Distances from a target, one number per sample.
///
///     x, target  (samples · height) × width × channels
///     out        samples × 1 × 1
extension Variable {
  /// Σ (x − t)²; slope 2·(x − t). The target gets no gradient.
  package func squaredError(_ target: Tensor) -> Variable {
    let difference = value.combined(.difference, target)
    return perSample(
      "squaredError", difference.dots(difference, samples: samples),
      slope: difference.scaled(by: 2))
  }

  /// −Σ t·ln p + (1 − t)·ln(1 − p) with p = sigmoid(x) and t between 0 and 1, which is
  /// Σ ln(1 + eˣ) − t·x; slope p − t.
  package func crossEntropy(_ target: Tensor) -> Variable {
    let x = value
    let products = x.dots(target, samples: samples)
    let sums = zip(x.mapped(.softplus).sums(samples: samples), products).map { $0 - $1 }
    return perSample(
      "crossEntropy", sums, slope: x.mapped(.sigmoid).combined(.difference, target))
  }

  /// 1 − x·t / (|x|·|t|); slope −(t/|t| − x/|x| · cos) / |x|. Lengths are
  /// bounded below by 10⁻¹², for zero vectors.
  package func cosineDistance(_ target: Tensor) -> Variable {
    let (x, samples) = (value, samples)
    func lengths(_ tensor: Tensor) -> [Double] {
      tensor.dots(tensor, samples: samples).map { max($0.squareRoot(), 1e-12) }
    }
    let (own, others) = (lengths(x), lengths(target))
    let products = x.dots(target, samples: samples)
    let cosines = products.indices.map { products[$0] / (own[$0] * others[$0]) }
    let (ofTarget, ofValue) = (
      zip(own, others).map { Float(-1 / ($0 * $1)) },
      zip(cosines, own).map { Float($0 / ($1 * $1)) }
    )
    return perSample(
      "cosineDistance", cosines.map { 1 - $0 },
      slope: target.scaled(bySample: ofTarget)
        .combined(.sum, x.scaled(bySample: ofValue)))
  }
}
