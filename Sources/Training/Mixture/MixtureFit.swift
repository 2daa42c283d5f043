import Autodiff
import LinearAlgebra
import Networks
import Tensors

/// Fits a mixture of normal distributions to codes by expectation and maximisation (Dempster, Laird
/// & Rubin 1977), begun at codes far from each other (Arthur & Vassilvitskii 2007, "k-means++").
///
/// Functions and products are the kernels', sums in a fixed order, so that the same codes give the
/// same mixture on every machine.
package struct MixtureFit {
  /// objects × 1 × latents
  private let codes: Tensor
  private var components: [Component] = []
  /// Added to each variance, so that none vanishes.
  private let floor: Double

  private struct Component {
    var weight: Double
    var mean: [Float]
    var covariance: Cholesky
  }

  /// Steps at most, and what one must gain to be followed by another, in nats an object.
  private static let (mostSteps, leastGain) = (60, 1e-4)
  /// ``floor``, as a share of the mean variance.
  private static let floorShare = 1e-3

  private var latents: Int { codes.channels }
  private var count: Int { codes.rows }

  /// - Parameters:
  ///   - codes: objects × 1 × latents, finite, one object or more
  ///   - components: at most so many; those that come to fewer objects than codes have numbers,
  ///     which tell no covariance, are left out
  package init(_ codes: Tensor, components: Int, key: NoiseKey) {
    self.codes = codes
    let squares = codes.channelSums(times: codes).values
    let sums = codes.channelSums().values
    let objects = Double(codes.rows)
    let variance = zip(sums, squares).reduce(0.0) { all, sum in
      let mean = Double(sum.0) / objects
      return all + max(Double(sum.1) / objects - mean * mean, 0)
    }
    floor = max(Self.floorShare * variance / Double(codes.channels), 1e-12)
    maximise(Self.nearest(of: codes, to: Self.beginnings(components, of: codes, key)))
    var reached = -Double.infinity
    for _ in 0..<Self.mostSteps {
      let expected = expectation
      maximise(expected.shares)
      guard expected.likelihood > reached + Self.leastGain else { break }
      reached = expected.likelihood
    }
  }

  /// Nil where codes are so wide apart that their covariances are no numbers.
  package var mixture: LatentMixture? {
    let factors = components.flatMap { $0.covariance.lower.map { Float($0) } }
    let means = components.flatMap(\.mean)
    guard !components.isEmpty, (factors + means).allSatisfy(\.isFinite) else { return nil }
    return LatentMixture(
      latents: latents, weights: components.map { Float($0.weight) }, means: means,
      factors: factors)
  }

  /// The expectation: for each component the share each object has in it, and the mean of the
  /// logarithm of the objects' likelihood, less what is the same for all mixtures.
  private var expectation: (shares: [[Float]], likelihood: Double) {
    let logarithms = components.map { logLikelihoods(of: $0) }
    let greatest = (0..<count).map { object in
      logarithms.reduce(-Double.infinity) { max($0, $1[object]) }
    }
    let powers = logarithms.map { own in
      Tensor.column(zip(own, greatest).map { Float($0 - $1) }).mapped(.exponential).values
    }
    let sums = (0..<count).map { object in powers.reduce(Float(0)) { $0 + $1[object] } }
    let likelihood = zip(Tensor.column(sums).mapped(.logarithm).values, greatest)
      .reduce(0.0) { $0 + Double($1.0) + $1.1 }
    let shares = powers.map { own in zip(own, sums).map { $0 / $1 } }
    return (shares, likelihood / Double(count))
  }

  /// ln w − ln |L| − ½ · |L⁻¹ · (z − μ)|² of each object.
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

  /// The maximisation: each component's mean and covariance, from the share of each object.
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

/// Where a fit begins.
extension MixtureFit {
  /// Codes drawn one after the other, each as likely as it is far from those before, squared.
  private static func beginnings(
    _ count: Int, of codes: Tensor, _ key: NoiseKey
  ) -> [[Float]] {
    var key = key
    let (values, latents) = (codes.values, codes.channels)
    func code(_ object: Int) -> [Float] { Array(values[object * latents..<(object + 1) * latents]) }
    var chosen = [code(key.below(codes.rows))]
    var nearest = distances(of: codes, to: chosen[0])
    while chosen.count < count {
      var left = nearest.reduce(0, +) * key.share()
      let object = nearest.firstIndex { distance in
        left -= distance
        return left < 0
      }
      // All codes are among those chosen.
      guard let object else { break }
      chosen.append(code(object))
      nearest = zip(nearest, distances(of: codes, to: code(object))).map { min($0, $1) }
    }
    return chosen
  }

  private static func distances(of codes: Tensor, to place: [Float]) -> [Double] {
    let difference = codes.adding(place.map { -$0 })
    return difference.dots(difference, samples: codes.rows)
  }

  /// All of each object to the place nearest to it.
  private static func nearest(of codes: Tensor, to places: [[Float]]) -> [[Float]] {
    let all = places.map { distances(of: codes, to: $0) }
    let own = (0..<codes.rows).map { object in
      all.indices.min { all[$0][object] < all[$1][object] }
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
