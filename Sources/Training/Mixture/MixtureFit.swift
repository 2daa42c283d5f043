import Autodiff
import LinearAlgebra
import Networks
import Tensors

/// Fits a Gaussian mixture to latents by expectation maximisation (Dempster, Laird & Rubin 1977),
/// initialised by k-means++ (Arthur & Vassilvitskii 2007).
///
/// Functions and products are those of the kernels and sums have a fixed order, so that the same
/// latents give the same mixture on every machine.
package struct MixtureFit {
  /// samples × 1 × latents
  private let codes: Tensor
  private var components: [Component]
  /// The value added to each variance, so that none vanishes.
  private let floor: Double

  private struct Component {
    var weight: Double
    var mean: [Float]
    var covariance: Cholesky
  }

  /// The most steps, and the least gain in nats per sample that leads to another step.
  private static let (mostSteps, leastGain) = (60, 1e-4)
  /// The ratio of ``floor`` to the mean variance.
  private static let floorShare = 1e-3

  private var latents: Int { codes.channels }
  private var count: Int { codes.rows }

  /// - Parameters:
  ///   - codes: samples × 1 × latents, finite, at least one sample
  ///   - components: the most components; those with fewer samples than dimensions have no reliable
  ///     covariance and are dropped
  package static func fit(_ codes: Tensor, components: Int, key: NoiseKey) -> MixtureFit {
    let squares = codes.channelSums(times: codes).values
    let sums = codes.channelSums().values
    let count = Double(codes.rows)
    let variance = zip(sums, squares).reduce(0.0) { all, sum in
      let mean = Double(sum.0) / count
      return all + max(Double(sum.1) / count - mean * mean, 0)
    }
    var fit = MixtureFit(
      codes: codes, components: [],
      floor: max(floorShare * variance / Double(codes.channels), 1e-12))
    fit.maximise(nearest(of: codes, to: beginnings(components, of: codes, key)))
    var reached = -Double.infinity
    for _ in 0..<mostSteps {
      let expected = fit.expectation
      fit.maximise(expected.shares)
      guard expected.likelihood > reached + leastGain else { break }
      reached = expected.likelihood
    }
    return fit
  }

  /// Nil if the latents spread so far that their covariances overflow.
  package var mixture: LatentMixture? {
    let factors = components.flatMap { $0.covariance.lower.map { Float($0) } }
    let means = components.flatMap(\.mean)
    guard !components.isEmpty, (factors + means).allSatisfy(\.isFinite) else { return nil }
    return LatentMixture(
      latents: latents, weights: components.map { Float($0.weight) }, means: means,
      factors: factors)
  }

  /// The expectation step: the responsibilities of each component, and the mean log-likelihood up
  /// to a constant that all mixtures share.
  private var expectation: (shares: [[Float]], likelihood: Double) {
    let logarithms = components.map { logLikelihoods(of: $0) }
    let greatest = (0..<count).map { sample in
      logarithms.reduce(-Double.infinity) { max($0, $1[sample]) }
    }
    let powers = logarithms.map { own in
      Tensor.column(zip(own, greatest).map { Float($0 - $1) }).mapped(.exponential).values
    }
    let sums = (0..<count).map { sample in powers.reduce(Float(0)) { $0 + $1[sample] } }
    let likelihood = zip(Tensor.column(sums).mapped(.logarithm).values, greatest)
      .reduce(0.0) { $0 + Double($1.0) + $1.1 }
    let shares = powers.map { own in zip(own, sums).map { $0 / $1 } }
    return (shares, likelihood / Double(count))
  }

  /// Returns ln w − ln |L| − ½ · |L⁻¹ · (z − μ)|² of each sample.
  private func logLikelihoods(of component: Component) -> [Double] {
    let inverse = component.covariance.inverseOfLower.map { Float($0) }
    let whitening = Pointwise(weights: inverse, bias: Array(repeating: 0, count: latents))
    let white = whitening(codes.adding(component.mean.map { -$0 }))
    let widths = (0..<latents).map {
      Float(component.covariance.lower[$0 * latents + $0])
    }
    let logarithms = Tensor.column([Float(component.weight)] + widths).mapped(.logarithm).values
    let level = logarithms.dropFirst().reduce(Double(logarithms[0])) { $0 - Double($1) }
    return white.dots(white, samples: count).map { level - 0.5 * $0 }
  }

  /// The maximisation step: the mean and covariance of each component from the responsibilities.
  private mutating func maximise(_ shares: [[Float]]) {
    let sizes = shares.map { $0.reduce(0.0) { $0 + Double($1) } }
    let least = min(Double(latents), sizes.max() ?? 0)
    components = zip(shares, sizes).compactMap { shares, size in
      guard size >= least else { return nil }
      return component(shares, size: size)
    }
  }

  private func component(_ shares: [Float], size: Double) -> Component? {
    let sums = codes.scaled(bySample: shares).channelSums().values
    let mean = sums.map { Float(Double($0) / size) }
    let centred = codes.adding(mean.map { -$0 })
    var products = MatrixGradient(outputs: latents, inputs: latents)
    products.add(centred, gradient: centred.scaled(bySample: shares))
    let matrix = products.finish(like: .zeros(rows: latents, columns: 1, channels: latents))
    var covariance = matrix.values.map { Double($0) / size }
    for latent in 0..<latents { covariance[latent * latents + latent] += floor }
    guard let factor = Cholesky(of: covariance, order: latents) else { return nil }
    return Component(weight: size / Double(count), mean: mean, covariance: factor)
  }
}

/// The initialisation of a fit.
extension MixtureFit {
  /// Draws latents one after the other, with a probability proportional to the squared distance
  /// from those already drawn.
  private static func beginnings(
    _ count: Int, of codes: Tensor, _ key: NoiseKey
  ) -> [[Float]] {
    var key = key
    let (values, latents) = (codes.values, codes.channels)
    func code(_ sample: Int) -> [Float] { Array(values[sample * latents..<(sample + 1) * latents]) }
    var chosen = [code(key.below(codes.rows))]
    var nearest = distances(of: codes, to: chosen[0])
    while chosen.count < count {
      var left = nearest.reduce(0, +) * key.share()
      let sample = nearest.firstIndex { distance in
        left -= distance
        return left < 0
      }
      // All latents are already chosen.
      guard let sample else { break }
      chosen.append(code(sample))
      nearest = zip(nearest, distances(of: codes, to: code(sample))).map { min($0, $1) }
    }
    return chosen
  }

  private static func distances(of codes: Tensor, to place: [Float]) -> [Double] {
    let difference = codes.adding(place.map { -$0 })
    return difference.dots(difference, samples: codes.rows)
  }

  /// Assigns each sample to its nearest centre.
  private static func nearest(of codes: Tensor, to places: [[Float]]) -> [[Float]] {
    let all = places.map { distances(of: codes, to: $0) }
    let own = (0..<codes.rows).map { sample in
      all.indices.min { all[$0][sample] < all[$1][sample] }
    }
    return places.indices.map { place in own.map { $0 == place ? 1 : 0 } }
  }
}

extension Tensor {
  /// count × 1 × 1
  fileprivate static func column(_ values: [Float]) -> Tensor {
    Tensor(rows: values.count, columns: 1, channels: 1, values: values)
  }
}
