import LinearAlgebra
import Networks
import Tensors

/// How far codes are from each other.
///
/// By the labels of MNIST's digits (`aezip bench search`) reactions are the best for the archive of a
/// learned folder, and second to the whole reaction, by 0.7 points, for a trained model's; plain
/// numbers are up to 2 points worse. Reactions do not change with the units a model happens to use.
package enum LatentMetric: String, Sendable, CaseIterable {
  /// √Σ (a − b)²
  case plain
  /// Each number divided by its deviation over the archive.
  case deviations
  /// What the difference of all numbers together changes in a picture, by the decoder's mean
  /// reaction E[Jᵀ·J] to any two of them.
  case whole
  /// Each number times what a unit of it changes in a picture, by E[Jᵀ·J]'s diagonal.
  case reactions
}

/// A linear map of codes after which √Σ (a − b)² is how far they are from each other.
struct LatentPlane: Sendable {
  private let matrix: Pointwise

  /// The places whose slopes are averaged.
  private static let places = 32

  /// - Parameters:
  ///   - values: of the archive, objects × latents
  init(_ metric: LatentMetric, of decoder: SampleDecoder, _ values: [Float]) {
    let latents = decoder.model.latents
    var weights = [Float](repeating: 0, count: latents * latents)
    switch metric {
    case .plain:
      for latent in 0..<latents { weights[latent * latents + latent] = 1 }
    case .deviations:
      for (latent, spread) in Spread(of: values, latents: latents).deviations.enumerated() {
        weights[latent * latents + latent] = 1 / max(spread, 1e-6)
      }
    case .reactions:
      let reaction = Self.reaction(of: decoder, values)
      for latent in 0..<latents {
        let at = latent * latents + latent
        weights[at] = Float(reaction[at].squareRoot())
      }
    case .whole:
      // Lᵀ of L · Lᵀ: output j is Σ L[i][j] · z[i].
      let factor = Self.factor(of: Self.reaction(of: decoder, values), latents)
      for i in 0..<latents {
        for j in 0...i { weights[j * latents + i] = Float(factor[i * latents + j]) }
      }
    }
    matrix = Pointwise(weights: weights, bias: Array(repeating: 0, count: latents))
  }

  /// - Parameter values: objects × latents
  func callAsFunction(_ values: [Float]) -> [Float] {
    let latents = matrix.inputs
    return matrix(
      Tensor(rows: values.count / latents, columns: 1, channels: latents, values: values)
    ).values
  }

  /// Of the mean square of a picture's samples 0…255, so that the root of Σ (a − b)² after the
  /// map is about how far samples are from each other.
  private static func reaction(of decoder: SampleDecoder, _ values: [Float]) -> [Double] {
    let (latents, pixels) = (decoder.model.latents, decoder.model.shape.count)
    let objects = values.count / latents
    let chosen = Spread.places(places, of: objects)
    var sum = [Double](repeating: 0, count: latents * latents)
    let unit = 255 * 255 / Double(pixels * chosen.count)
    for object in chosen {
      let slope = decoder.slope(at: Array(values[object * latents..<(object + 1) * latents]))
      for (at, number) in slope.reaction.enumerated() { sum[at] += number * unit }
    }
    return sum
  }

  /// L of a matrix that may be singular: numbers nothing reacts to get a little.
  private static func factor(of reaction: [Double], _ latents: Int) -> [Double] {
    let mean = (0..<latents).reduce(0.0) { $0 + reaction[$1 * latents + $1] } / Double(latents)
    var (matrix, share) = (reaction, 1e-9)
    while true {
      for latent in 0..<latents { matrix[latent * latents + latent] += share * mean + 1e-30 }
      if let factor = Cholesky(of: matrix, order: latents) { return factor.lower }
      share *= 10
    }
  }
}

/// Where codes lie: the mean and the deviation of each number.
struct Spread: Sendable {
  let means: [Float]
  let deviations: [Float]

  /// Where a model's prior expects codes, whatever comes before them.
  init(of model: SampleModel, level: QualityLevel) {
    let prior = model.expectedCodes(at: level)
    (means, deviations) = (prior.means, prior.deviations)
  }

  /// - Parameter values: objects × latents, at least one object
  init(of values: [Float], latents: Int) {
    let objects = values.count / latents
    var (sums, squares) = ([Double](repeating: 0, count: latents), [Double]())
    squares = sums
    for object in 0..<objects {
      for latent in 0..<latents {
        let number = Double(values[object * latents + latent])
        sums[latent] += number
        squares[latent] += number * number
      }
    }
    let count = Double(max(objects, 1))
    means = sums.map { Float($0 / count) }
    deviations = zip(sums, squares).map { sum, square in
      Float(max(square / count - sum / count * (sum / count), 0).squareRoot())
    }
  }

  /// Some of so many, evenly spread.
  static func places(_ wanted: Int, of count: Int) -> [Int] {
    let taken = min(wanted, count)
    return (0..<taken).map { $0 * count / taken }
  }
}
