import LinearAlgebra
import Networks
import Tensors

/// Distances between the latents of two samples.
///
/// `aezip bench search` compares the metrics by the labels of the nearest neighbours.
package enum LatentMetric: String, Sendable, CaseIterable {
  /// √Σ (a − b)²
  case euclidean
  /// Each latent divided by its standard deviation over the archive.
  case standardised
  /// √((a − b)ᵀ M (a − b)) with M = E[JᵀJ], the decoder's mean pullback metric (Arvanitidis,
  /// Hansen & Hauberg 2018, "Latent space oddity"): the change of the picture to first order.
  case pullback
  /// The diagonal of M only: each latent times the change that one unit of it makes.
  case diagonalPullback
}

/// A linear map of latents after which the Euclidean distance is that of a metric.
struct LatentTransform: Sendable {
  private let matrix: Pointwise

  /// Points at which the Jacobian is averaged.
  private static let points = 32

  private init(_ matrix: Pointwise) { self.matrix = matrix }

  /// Fits the map to an archive.
  ///
  /// - Parameter values: latents of the archive, samples × latents
  static func fit(
    _ metric: LatentMetric, of decoder: SampleDecoder, _ values: [Float]
  ) -> LatentTransform {
    let latents = decoder.model.latents
    var weights = [Float](repeating: 0, count: latents * latents)
    switch metric {
    case .euclidean:
      for latent in 0..<latents { weights[latent * latents + latent] = 1 }
    case .standardised:
      let deviations = LatentStatistics(of: values, latents: latents).deviations
      for (latent, deviation) in deviations.enumerated() {
        weights[latent * latents + latent] = 1 / max(deviation, 1e-6)
      }
    case .diagonalPullback:
      let metric = pullback(of: decoder, values)
      for latent in 0..<latents {
        let at = latent * latents + latent
        weights[at] = Float(metric[at].squareRoot())
      }
    case .pullback:
      // Lᵀ of M = L · Lᵀ: output j is Σ L[i][j] · z[i].
      let factor = choleskyFactor(of: pullback(of: decoder, values), latents)
      for i in 0..<latents {
        for j in 0...i { weights[j * latents + i] = Float(factor[i * latents + j]) }
      }
    }
    return LatentTransform(
      Pointwise(weights: weights, bias: Array(repeating: 0, count: latents)))
  }

  /// - Parameter values: samples × latents
  func callAsFunction(_ values: [Float]) -> [Float] {
    let latents = matrix.inputs
    return matrix(
      Tensor(rows: values.count / latents, columns: 1, channels: latents, values: values)
    ).values
  }

  /// E[JᵀJ], latents × latents, in units of a picture's mean squared sample 0…255, so that the
  /// distance is about the root mean square difference of two pictures.
  private static func pullback(of decoder: SampleDecoder, _ values: [Float]) -> [Double] {
    let (latents, pixels) = (decoder.model.latents, decoder.model.shape.count)
    let chosen = evenlySpaced(points, of: values.count / latents)
    var sum = [Double](repeating: 0, count: latents * latents)
    let unit = 255 * 255 / Double(pixels * chosen.count)
    for row in chosen {
      let linear = decoder.linearised(at: Array(values[row * latents..<(row + 1) * latents]))
      for (at, number) in linear.gram.enumerated() { sum[at] += number * unit }
    }
    return sum
  }

  /// L of a matrix that may be singular; a share of its mean diagonal makes it definite.
  private static func choleskyFactor(of metric: [Double], _ latents: Int) -> [Double] {
    let mean = (0..<latents).reduce(0.0) { $0 + metric[$1 * latents + $1] } / Double(latents)
    var (matrix, share) = (metric, 1e-9)
    while true {
      for latent in 0..<latents { matrix[latent * latents + latent] += share * mean + 1e-30 }
      if let factor = Cholesky(of: matrix, order: latents) { return factor.lower }
      share *= 10
    }
  }
}

/// Mean and standard deviation of each latent.
struct LatentStatistics: Sendable {
  let means: [Float]
  let deviations: [Float]

  /// The marginals of the model's prior, without context.
  init(of model: SampleModel, level: QualityLevel) {
    let prior = model.expectedValues(at: level)
    (means, deviations) = (prior.means, prior.deviations)
  }

  /// - Parameter values: samples × latents, at least one sample
  init(of values: [Float], latents: Int) {
    let samples = values.count / latents
    var (sums, squares) = ([Double](repeating: 0, count: latents), [Double]())
    squares = sums
    for sample in 0..<samples {
      for latent in 0..<latents {
        let number = Double(values[sample * latents + latent])
        sums[latent] += number
        squares[latent] += number * number
      }
    }
    let count = Double(max(samples, 1))
    means = sums.map { Float($0 / count) }
    deviations = zip(sums, squares).map { sum, square in
      Float(max(square / count - sum / count * (sum / count), 0).squareRoot())
    }
  }
}

/// Up to `wanted` indices in 0..<`count`, evenly spaced, ascending.
func evenlySpaced(_ wanted: Int, of count: Int) -> [Int] {
  let taken = min(wanted, count)
  return (0..<taken).map { $0 * count / taken }
}
