import LinearAlgebra
import Tensors

/// Inverts a decoder: finds the latents z of a sample x by the decoder d alone.
///
/// The result is a maximum-a-posteriori estimate, the z with the smallest
/// Σ (d(z) − x)² + ρ · Σ ((z − mean) / deviation)², found by the Levenberg–Marquardt algorithm
/// (Marquardt 1963). The first sum is over the known values of x. The second term keeps latents
/// that the sample does not determine where the latents of other samples are.
struct LatentInverter: Sendable {
  private let decoder: SampleDecoder
  private let prior: LatentStatistics
  /// Starting points, starts × latents, and what they decode to, starts × values.
  private let starts: (latents: [Float], samples: [Float])

  /// ρ, about the squared error of a value 0…1 that the decoder leaves.
  private let regularisation: Double
  private static let maximumSteps = 25
  private static let maximumStarts = 256

  /// - Parameters:
  ///   - starts: latents to start from, starts × latents
  ///   - prior: mean and deviation of each latent; nil for those of `starts`
  ///   - regularisation: ρ; 0.002 is the squared error of about 27 dB
  init(
    _ decoder: SampleDecoder, starts: [Float], prior: LatentStatistics? = nil,
    regularisation: Double = 0.002
  ) {
    let latents = decoder.model.latents
    self.regularisation = regularisation
    self.decoder = decoder
    self.prior = prior ?? LatentStatistics(of: starts, latents: latents)
    let chosen = evenlySpaced(Self.maximumStarts, of: starts.count / latents)
      .flatMap { starts[$0 * latents..<($0 + 1) * latents] }
    self.starts = (chosen, decoder.samples(chosen))
  }

  /// The latents of a sample.
  ///
  /// - Parameters:
  ///   - samples: values 0…1 in the model's shape
  ///   - known: which of the values count; nil for all
  ///   - tries: how many of the best starting points are optimised
  func latents(of samples: [Float], known: [Bool]? = nil, tries: Int = 1) -> [Float] {
    let target = Target(samples: samples, known: known)
    return latents(target, from: nearestStarts(to: target, tries))
  }

  /// The latents of a sample, optimised from each of the given starting points.
  func latents(of samples: [Float], known: [Bool]?, from starts: [[Float]]) -> [Float] {
    latents(Target(samples: samples, known: known), from: starts)
  }

  private func latents(_ target: Target, from starts: [[Float]]) -> [Float] {
    let found = starts.map { minimum(from: $0, target) }
    return found.min { $0.cost < $1.cost }?.latents ?? prior.means
  }

  /// What the decoded latents are compared with.
  private struct Target {
    let samples: [Float]
    let known: [Bool]?

    /// Differences, 0 where the value is unknown.
    func errors(_ decoded: some Collection<Float>) -> [Float] {
      let errors = zip(decoded, samples).map { $0 - $1 }
      guard let known else { return errors }
      return zip(errors, known).map { $1 ? $0 : 0 }
    }

    func squaredError(_ decoded: some Collection<Float>) -> Double {
      errors(decoded).reduce(0.0) { $0 + Double($1 * $1) }
    }
  }

  private func minimum(
    from start: [Float], _ target: Target
  ) -> (latents: [Float], cost: Double) {
    var best = start
    var cost = self.cost(best, decoder.samples(best), target)
    var damping = 1e-3
    for _ in 0..<Self.maximumSteps {
      let linear = decoder.linearised(at: best, known: target.known)
      let gradient = self.gradient(linear, best, target)
      var improved = false
      while damping < 1e6, !improved {
        guard let step = step(linear, gradient, damping) else {
          damping *= 10
          continue
        }
        let tried = zip(best, step).map { $0 - Float($1) }
        let reached = self.cost(tried, decoder.samples(tried), target)
        improved = reached < cost
        if improved {
          let gain = (cost - reached) / cost
          (best, cost, damping) = (tried, reached, max(damping / 10, 1e-9))
          if gain < 1e-4 { return (best, cost) }
        } else {
          damping *= 10
        }
      }
      if !improved { break }
    }
    return (best, cost)
  }

  /// The starting points whose decoded samples are nearest to the target.
  private func nearestStarts(to target: Target, _ tries: Int) -> [[Float]] {
    let (latents, pixels) = (decoder.model.latents, target.samples.count)
    let errors = (0..<starts.latents.count / latents).map { start in
      target.squaredError(starts.samples[start * pixels..<(start + 1) * pixels])
    }
    let nearest = errors.indices.sorted { (errors[$0], $0) < (errors[$1], $1) }
    return nearest.prefix(tries).map { Array(starts.latents[$0 * latents..<($0 + 1) * latents]) }
  }

  private func weight(_ latent: Int) -> Double {
    let deviation = max(Double(prior.deviations[latent]), 1e-3)
    return regularisation / (deviation * deviation)
  }

  private func cost(_ latents: [Float], _ decoded: [Float], _ target: Target) -> Double {
    latents.indices.reduce(target.squaredError(decoded)) { sum, latent in
      let away = Double(latents[latent] - prior.means[latent])
      return sum + weight(latent) * away * away
    }
  }

  /// Half the gradient of the cost.
  private func gradient(
    _ linear: SampleDecoder.Linearisation, _ latents: [Float], _ target: Target
  ) -> [Double] {
    let error = target.errors(linear.samples)
    let row = Tensor(rows: 1, columns: 1, channels: error.count, values: error)
    let product = Pointwise(matrix: linear.jacobian)(row).values
    return product.indices.map { latent in
      Double(product[latent]) + weight(latent) * Double(latents[latent] - prior.means[latent])
    }
  }

  private func step(
    _ linear: SampleDecoder.Linearisation, _ gradient: [Double], _ damping: Double
  ) -> [Double]? {
    let latents = gradient.count
    var matrix = linear.gram
    for latent in 0..<latents {
      let at = latent * latents + latent
      matrix[at] = (matrix[at] + weight(latent)) * (1 + damping)
    }
    return Cholesky(of: matrix, order: latents)?.solution(of: gradient)
  }
}
