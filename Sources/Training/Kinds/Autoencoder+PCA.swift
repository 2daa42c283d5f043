import Autodiff
import LinearAlgebra
import Tensors

extension PrincipalComponents {
  /// The largest number of values in a sample; the covariance matrix has its square.
  package static let limit = 4096

  /// Finds the components of the given samples, of which there is at least one.
  package static func find(
    in source: some SampleSource, samples: ArraySlice<Int>, components count: Int
  ) throws(SettingsError) -> PrincipalComponents {
    let n = source.shape.count
    guard n <= limit else {
      throw SettingsError.outOfRange(
        "size of samples for principal components", value: "\(n)", allowed: "1…\(limit)")
    }
    guard count <= n else {
      throw SettingsError.tooManyComponents(latents: count, numbers: n, samples: samples.count)
    }
    do {
      return try .compute(of: source, among: samples, count: count)
    } catch {
      throw .components(error)
    }
  }

  /// The projection as two linear layers, e(x) = V·(x − m) and d(z) = Vᵀ·z + m.
  ///
  /// - Parameter latents: the number of rows of V; rows without a component are zero
  /// - Returns: V, −V·m and Vᵀ as outputs × inputs
  package func layers(latents: Int) -> (encoder: [Float], offsets: [Float], decoder: [Float]) {
    let (n, found) = (mean.count, vectors.values)
    var decoder = [Float](repeating: 0, count: n * latents)
    var offsets = [Float](repeating: 0, count: latents)
    for latent in 0..<vectors.rows {
      var product = 0.0
      for index in 0..<n {
        let weight = found[latent * n + index]
        decoder[index * latents + latent] = weight
        product += Double(weight) * Double(mean[index])
      }
      offsets[latent] = Float(-product)
    }
    return (
      found + [Float](repeating: 0, count: (latents - vectors.rows) * n), offsets, decoder
    )
  }
}

extension Autoencoder {
  /// The parameters that make a linear autoencoder the projection on principal components: e(x) =
  /// V·(x − m), d(z) = Vᵀ·z + m.
  package func parameters(of pca: PrincipalComponents) -> ParameterSet {
    let (n, latents) = (settings.shape.count, settings.latents)
    precondition(settings.hidden.isEmpty && settings.output == .identity)
    precondition(pca.vectors.rows == latents && pca.mean.count == n)
    var parameters = parameters
    func set(_ name: String, _ rows: Int, _ channels: Int, _ values: [Float]) {
      guard let parameter = parameters.named(name) else { preconditionFailure("no \(name)") }
      parameters.set(
        parameter, to: Tensor(rows: rows, columns: 1, channels: channels, values: values))
    }
    let layers = pca.layers(latents: latents)
    set("encoder.0.weight", latents, n, layers.encoder)
    set("encoder.0.bias", 1, latents, layers.offsets)
    set("decoder.0.weight", n, latents, layers.decoder)
    set("decoder.0.bias", 1, n, pca.mean)
    return parameters
  }
}
