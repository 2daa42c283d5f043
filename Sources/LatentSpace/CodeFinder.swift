import LinearAlgebra
import Networks
import Tensors

/// Finds the code of an object for a model that only decodes: the likeliest z, that of the smallest
/// Σ (d(z) − x)² + ρ · Σ ((z − mean) / deviation)², by Levenberg and Marquardt's steps (Marquardt
/// 1963).
///
/// The second term holds numbers the picture says nothing of where those of the archive are.
struct CodeFinder: Sendable {
  private let decoder: ObjectDecoder
  private let spread: Spread
  /// Codes to begin from, objects × latents, and what they decode to.
  private let starts: (values: [Float], samples: [Float])

  /// ρ: about the squared error of a sample 0…1 that a code leaves, at 27 dB.
  private static let pull = 0.002
  private static let mostSteps = 25
  private static let mostStarts = 256

  /// - Parameter values: codes of an archive, objects × latents
  init(_ decoder: ObjectDecoder, _ values: [Float]) {
    let latents = decoder.model.latents
    self.decoder = decoder
    spread = Spread(of: values, latents: latents)
    let chosen = Spread.places(Self.mostStarts, of: values.count / latents)
    let begun = chosen.flatMap { values[$0 * latents..<($0 + 1) * latents] }
    starts = (begun, decoder.samples(begun))
  }

  /// The code of an object.
  ///
  /// - Parameter samples: of the model's shape, 0…1
  func code(of samples: [Float]) -> [Float] {
    var best = start(for: samples)
    var cost = self.cost(best, decoder.samples(best), samples)
    var damping = 1e-3
    for _ in 0..<Self.mostSteps {
      let slope = decoder.slope(at: best)
      let gradient = self.gradient(slope, best, samples)
      var improved = false
      while damping < 1e6, !improved {
        guard let step = step(slope, gradient, damping) else {
          damping *= 10
          continue
        }
        let tried = zip(best, step).map { $0 - Float($1) }
        let reached = self.cost(tried, decoder.samples(tried), samples)
        improved = reached < cost
        if improved {
          let gain = (cost - reached) / cost
          (best, cost, damping) = (tried, reached, max(damping / 10, 1e-9))
          if gain < 1e-4 { return best }
        } else {
          damping *= 10
        }
      }
      if !improved { return best }
    }
    return best
  }

  /// The code of the object of the archive that looks most like it, of some.
  private func start(for samples: [Float]) -> [Float] {
    let (latents, pixels) = (decoder.model.latents, samples.count)
    let table = NeighbourTable(starts.samples, width: pixels)
    guard let nearest = table.nearest(to: samples, count: 1).first else { return spread.means }
    return Array(starts.values[nearest.row * latents..<(nearest.row + 1) * latents])
  }

  private func weight(_ latent: Int) -> Double {
    let deviation = max(Double(spread.deviations[latent]), 1e-3)
    return Self.pull / (deviation * deviation)
  }

  private func cost(_ values: [Float], _ made: [Float], _ samples: [Float]) -> Double {
    let error = zip(made, samples).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    return values.indices.reduce(error) { sum, latent in
      let away = Double(values[latent] - spread.means[latent])
      return sum + weight(latent) * away * away
    }
  }

  /// Half of the cost's.
  private func gradient(
    _ slope: ObjectDecoder.Slope, _ values: [Float], _ samples: [Float]
  ) -> [Double] {
    let error = zip(slope.samples, samples).map { $0 - $1 }
    let row = Tensor(rows: 1, columns: 1, channels: error.count, values: error)
    let product = Pointwise(matrix: slope.jacobian)(row).values
    return product.indices.map { latent in
      Double(product[latent]) + weight(latent) * Double(values[latent] - spread.means[latent])
    }
  }

  private func step(
    _ slope: ObjectDecoder.Slope, _ gradient: [Double], _ damping: Double
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
