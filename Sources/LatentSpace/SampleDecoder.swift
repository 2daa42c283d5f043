import LinearAlgebra
import Networks
import Tensors

/// The decoder d(z) of a model as a function of real numbers, with its derivatives.
struct SampleDecoder: Sendable {
  let model: SampleModel
  /// Step of the finite difference for each latent: half a quantisation step.
  private let steps: [Float]

  /// Models with more latents are refused, because the search factors a latents × latents matrix.
  static let maximumLatents = 1024

  /// - Throws: ``LatentError/tooManyLatents(_:limit:)``
  init(_ model: SampleModel, level: QualityLevel) throws(LatentError) {
    guard model.latents <= Self.maximumLatents else {
      throw .tooManyLatents(model.latents, limit: Self.maximumLatents)
    }
    self.model = model
    steps = model.steps(at: level).map { max($0.magnitude / 2, 1e-4) }
  }

  /// Decodes latents, samples × latents, to values 0…1, samples × values.
  func samples(_ latents: [Float]) -> [Float] {
    model.numbers(decoding: latents).map { min(max($0, 0), 1) }
  }

  /// The decoder's first-order approximation at one point.
  struct Linearisation {
    /// d(z)
    let samples: [Float]
    /// Jᵀ, latents × values
    let jacobian: Tensor

    /// JᵀJ, latents × latents.
    var gram: [Double] {
      Pointwise(matrix: jacobian)(jacobian).values.map { Double($0) }
    }
  }

  /// Linearises the decoder by forward differences.
  ///
  /// - Parameter known: values whose derivatives count; those of the others are 0
  func linearised(at latents: [Float], known: [Bool]? = nil) -> Linearisation {
    let (count, pixels) = (model.latents, model.shape.count)
    var moved = latents
    for latent in 0..<count {
      var point = latents
      point[latent] += steps[latent]
      moved += point
    }
    let all = samples(moved)
    let here = Array(all[..<pixels])
    var rows: [Float] = []
    rows.reserveCapacity(count * pixels)
    for latent in 0..<count {
      let first = (latent + 1) * pixels
      for pixel in 0..<pixels {
        let counts = known?[pixel] ?? true
        rows.append(counts ? (all[first + pixel] - here[pixel]) / steps[latent] : 0)
      }
    }
    return Linearisation(
      samples: here,
      jacobian: Tensor(rows: count, columns: 1, channels: pixels, values: rows))
  }
}
