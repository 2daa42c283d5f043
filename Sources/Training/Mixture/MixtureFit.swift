import Autodiff
import LinearAlgebra
import Networks
import Tensors

/// Fits a Gaussian mixture to latents by expectation maximisation (Dempster, Laird & Rubin 1977),
/// initialised by k-means++ (Arthur & Vassilvitskii 2007).
///
/// The kernels compute functions and products, and sums have a fixed order. The same latents
/// therefore give the same mixture on every machine.
package struct MixtureFit {
  /// samples × 1 × dimensions
  private let latents: Tensor
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

  private var dimensions: Int { latents.channels }
  /// The number of samples.
  private var count: Int { latents.rows }

  /// - Parameters:
  ///   - latents: samples × 1 × dimensions, finite, at least one sample
  ///   - components: the most components; those with fewer samples than dimensions have no reliable
  ///     covariance and are dropped, unless they are the largest
  ///   - key: the key of the random initialisation
  package static func fit(_ latents: Tensor, components: Int, key: NoiseKey) -> MixtureFit {
    let squares = latents.channelSums(times: latents).values
    let sums = latents.channelSums().values
    let count = Double(latents.rows)
    let variance = zip(sums, squares).reduce(0.0) { all, sum in
      let mean = Double(sum.0) / count
      return all + max(Double(sum.1) / count - mean * mean, 0)
    }
    var fit = MixtureFit(
      latents: latents, components: [],
      floor: max(floorShare * variance / Double(latents.channels), 1e-12))
    fit.maximise(nearest(of: latents, to: beginnings(components, of: latents, key)))
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
      latents: dimensions, weights: components.map { Float($0.weight) }, means: means,
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

  /// Returns ln w − ln |L| − ½ · |L⁻¹ · (z − μ)|² of each sample z. L is the Cholesky factor of the
  /// covariance.
  private func logLikelihoods(of component: Component) -> [Double] {
    let inverse = component.covariance.inverseOfLower.map { Float($0) }
    let whitening = Pointwise(weights: inverse, bias: Array(repeating: 0, count: dimensions))
    let white = whitening(latents.adding(component.mean.map { -$0 }))
    let widths = (0..<dimensions).map {
      Float(component.covariance.lower[$0 * dimensions + $0])
    }
    let logarithms = Tensor.column([Float(component.weight)] + widths).mapped(.logarithm).values
    let level = logarithms.dropFirst().reduce(Double(logarithms[0])) { $0 - Double($1) }
    return white.dots(white, samples: count).map { level - 0.5 * $0 }
  }

  /// The maximisation step: the mean and covariance of each component from the responsibilities.
  private mutating func maximise(_ shares: [[Float]]) {
    let sizes = shares.map { $0.reduce(0.0) { $0 + Double($1) } }
    let least = min(Double(dimensions), sizes.max() ?? 0)
    components = zip(shares, sizes).compactMap { shares, size in
      guard size >= least else { return nil }
      return component(shares, size: size)
    }
  }

  private func component(_ shares: [Float], size: Double) -> Component? {
    let sums = latents.scaled(bySample: shares).channelSums().values
    let mean = sums.map { Float(Double($0) / size) }
    let centred = latents.adding(mean.map { -$0 })
    var products = MatrixGradient(outputs: dimensions, inputs: dimensions)
    products.add(centred, gradient: centred.scaled(bySample: shares))
    let matrix = products.finish(
      like: .zeros(rows: dimensions, columns: 1, channels: dimensions))
    var covariance = matrix.values.map { Double($0) / size }
    for index in 0..<dimensions { covariance[index * dimensions + index] += floor }
    guard let factor = Cholesky(of: covariance, order: dimensions) else { return nil }
    return Component(weight: size / Double(count), mean: mean, covariance: factor)
  }
}

/// The initialisation of a fit.
extension MixtureFit {
  /// Draws the first sample uniformly and others with a probability proportional to the squared
  /// distance from the nearest one already drawn.
  ///
  /// - Returns: the latents of the drawn samples, fewer than `count` if samples repeat
  private static func beginnings(
    _ count: Int, of latents: Tensor, _ key: NoiseKey
  ) -> [[Float]] {
    var key = key
    let (values, size) = (latents.values, latents.channels)
    func vector(_ sample: Int) -> [Float] { Array(values[sample * size..<(sample + 1) * size]) }
    var chosen = [vector(key.below(latents.rows))]
    var nearest = distances(of: latents, to: chosen[0])
    while chosen.count < count {
      var left = nearest.reduce(0, +) * key.share()
      let sample = nearest.firstIndex { distance in
        left -= distance
        return left < 0
      }
      // All latents are already chosen.
      guard let sample else { break }
      chosen.append(vector(sample))
      nearest = zip(nearest, distances(of: latents, to: vector(sample))).map { min($0, $1) }
    }
    return chosen
  }

  /// Returns the squared distance of each sample from a centre.
  private static func distances(of latents: Tensor, to centre: [Float]) -> [Double] {
    let difference = latents.adding(centre.map { -$0 })
    return difference.dots(difference, samples: latents.rows)
  }

  /// Assigns each sample to its nearest centre.
  ///
  /// - Returns: for each centre, 1 for its samples and 0 for others
  private static func nearest(of latents: Tensor, to centres: [[Float]]) -> [[Float]] {
    let all = centres.map { distances(of: latents, to: $0) }
    let own = (0..<latents.rows).map { sample in
      all.indices.min { all[$0][sample] < all[$1][sample] }
    }
    return centres.indices.map { centre in own.map { $0 == centre ? 1 : 0 } }
  }
}

extension Tensor {
  /// count × 1 × 1
  fileprivate static func column(_ values: [Float]) -> Tensor {
    Tensor(rows: values.count, columns: 1, channels: 1, values: values)
  }
}
