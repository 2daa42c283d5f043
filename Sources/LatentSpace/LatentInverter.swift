import LinearAlgebra
import Tensors

/// Finds the code of an object for a model by its decoder alone: the likeliest z, that of the
/// smallest Σ (d(z) − x)² + ρ · Σ ((z − mean) / deviation)², by Levenberg and Marquardt's steps
/// (Marquardt 1963). The first sum is over the samples that are known.
///
/// The second term holds numbers the picture says nothing of where those of others are.
struct LatentInverter: Sendable {
  private let decoder: SampleDecoder
  private let spread: Spread
  /// Codes to begin from, objects × latents, and what they decode to.
  private let starts: (values: [Float], samples: [Float])

  /// ρ: about the squared error of a sample 0…1 that a code leaves; usually that of 27 dB.
  private let pull: Double
  private static let mostSteps = 25
  private static let mostStarts = 256

  /// - Parameters:
  ///   - values: codes to begin from, objects × latents
  ///   - spread: of codes; nil for that of these
  ///   - pull: ρ
  init(
    _ decoder: SampleDecoder, _ values: [Float], spread: Spread? = nil, pull: Double = 0.002
  ) {
    let latents = decoder.model.latents
    self.pull = pull
    self.decoder = decoder
    self.spread = spread ?? Spread(of: values, latents: latents)
    let chosen = Spread.places(Self.mostStarts, of: values.count / latents)
    let begun = chosen.flatMap { values[$0 * latents..<($0 + 1) * latents] }
    starts = (begun, decoder.samples(begun))
  }

  /// The code of an object.
  ///
  /// - Parameters:
  ///   - samples: of the model's shape, 0…1
  ///   - known: which of them count; nil for all
  ///   - tries: from how many of the likeliest places to begin
  func code(of samples: [Float], known: [Bool]? = nil, tries: Int = 1) -> [Float] {
    let aim = Aim(samples: samples, known: known)
    return code(aim, from: begin(aim, tries))
  }

  /// The same, from given places.
  func code(of samples: [Float], known: [Bool]?, from starts: [[Float]]) -> [Float] {
    code(Aim(samples: samples, known: known), from: starts)
  }

  private func code(_ aim: Aim, from starts: [[Float]]) -> [Float] {
    let found = starts.map { descent(from: $0, aim) }
    return found.min { $0.cost < $1.cost }?.code ?? spread.means
  }

  /// What a picture decoded is to look like.
  private struct Aim {
    let samples: [Float]
    let known: [Bool]?

    /// Differences, nought where nothing is known.
    func errors(_ made: some Collection<Float>) -> [Float] {
      let errors = zip(made, samples).map { $0 - $1 }
      guard let known else { return errors }
      return zip(errors, known).map { $1 ? $0 : 0 }
    }

    func squaredError(_ made: some Collection<Float>) -> Double {
      errors(made).reduce(0.0) { $0 + Double($1 * $1) }
    }
  }

  private func descent(from start: [Float], _ aim: Aim) -> (code: [Float], cost: Double) {
    var best = start
    var cost = self.cost(best, decoder.samples(best), aim)
    var damping = 1e-3
    for _ in 0..<Self.mostSteps {
      let slope = decoder.slope(at: best, known: aim.known)
      let gradient = self.gradient(slope, best, aim)
      var improved = false
      while damping < 1e6, !improved {
        guard let step = step(slope, gradient, damping) else {
          damping *= 10
          continue
        }
        let tried = zip(best, step).map { $0 - Float($1) }
        let reached = self.cost(tried, decoder.samples(tried), aim)
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

  /// Those of the codes to begin from whose pictures look most like it.
  private func begin(_ aim: Aim, _ tries: Int) -> [[Float]] {
    let (latents, pixels) = (decoder.model.latents, aim.samples.count)
    let errors = (0..<starts.values.count / latents).map { start in
      aim.squaredError(starts.samples[start * pixels..<(start + 1) * pixels])
    }
    let nearest = errors.indices.sorted { (errors[$0], $0) < (errors[$1], $1) }
    return nearest.prefix(tries).map { Array(starts.values[$0 * latents..<($0 + 1) * latents]) }
  }

  private func weight(_ latent: Int) -> Double {
    let deviation = max(Double(spread.deviations[latent]), 1e-3)
    return pull / (deviation * deviation)
  }

  private func cost(_ values: [Float], _ made: [Float], _ aim: Aim) -> Double {
    values.indices.reduce(aim.squaredError(made)) { sum, latent in
      let away = Double(values[latent] - spread.means[latent])
      return sum + weight(latent) * away * away
    }
  }

  /// Half of the cost's.
  private func gradient(
    _ slope: SampleDecoder.Slope, _ values: [Float], _ aim: Aim
  ) -> [Double] {
    let error = aim.errors(slope.samples)
    let row = Tensor(rows: 1, columns: 1, channels: error.count, values: error)
    let product = Pointwise(matrix: slope.jacobian)(row).values
    return product.indices.map { latent in
      Double(product[latent]) + weight(latent) * Double(values[latent] - spread.means[latent])
    }
  }

  private func step(
    _ slope: SampleDecoder.Slope, _ gradient: [Double], _ damping: Double
  ) -> [Double]? {
    let latents = gradient.count
    var matrix = slope.reaction
    for latent in 0..<latents {
      let at = latent * latents + latent
      matrix[at] = (matrix[at] + weight(latent)) * (1 + damping)
    }
    return Cholesky(of: matrix, order: latents)?.solution(of: gradient)
  }
}
