import LinearAlgebra
import Networks
import Tensors

/// A model's d(z) as a function of real numbers, with its derivatives.
struct SampleDecoder: Sendable {
  let model: SampleModel
  /// By how much each number is moved to see what changes: half a step of its code.
  private let moves: [Float]

  /// Codes of more numbers take too long: of all pairs of them something is computed.
  static let mostNumbers = 1024

  /// - Throws: ``LatentError/tooManyNumbers(_:limit:)``
  init(_ model: SampleModel, level: QualityLevel) throws(LatentError) {
    guard model.latents <= Self.mostNumbers else {
      throw .tooManyNumbers(model.latents, limit: Self.mostNumbers)
    }
    self.model = model
    moves = model.steps(at: level).map { max($0.magnitude / 2, 1e-4) }
  }

  /// Samples of objects, 0…1, one object after the other.
  func samples(_ values: [Float]) -> [Float] {
    model.numbers(decoding: values).map { min(max($0, 0), 1) }
  }

  /// How samples change with each number, at one place.
  struct Slope {
    /// d(z)
    let samples: [Float]
    /// latents × samples
    let jacobian: Tensor

    /// Jᵀ · J, latents × latents.
    var reaction: [Double] {
      Pointwise(matrix: jacobian)(jacobian).values.map { Double($0) }
    }
  }

  /// - Parameter known: samples whose slopes count; those of the others are nought
  func slope(at values: [Float], known: [Bool]? = nil) -> Slope {
    let (latents, pixels) = (model.latents, model.shape.count)
    var moved = values
    for latent in 0..<latents {
      var place = values
      place[latent] += moves[latent]
      moved += place
    }
    let all = samples(moved)
    let here = Array(all[..<pixels])
    var rows: [Float] = []
    rows.reserveCapacity(latents * pixels)
    for latent in 0..<latents {
      let first = (latent + 1) * pixels
      for pixel in 0..<pixels {
        let counts = known?[pixel] ?? true
        rows.append(counts ? (all[first + pixel] - here[pixel]) / moves[latent] : 0)
      }
    }
    return Slope(
      samples: here,
      jacobian: Tensor(rows: latents, columns: 1, channels: pixels, values: rows))
  }
}
