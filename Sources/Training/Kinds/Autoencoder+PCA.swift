import Autodiff
import LinearAlgebra
import Tensors

extension PrincipalComponents {
  /// The most numbers an object may have: the covariance is a square of them.
  package static let limit = 4096

  /// Learns from some objects of a source; at least one.
  package init(
    of source: some SampleSource, objects: ArraySlice<Int>, components count: Int
  ) throws(SettingsError) {
    let n = source.shape.count
    guard n <= Self.limit else {
      throw SettingsError.outOfRange(
        "size of objects for principal components", value: "\(n)", allowed: "1…\(Self.limit)")
    }
    guard count <= n else {
      throw SettingsError.tooManyComponents(latents: count, numbers: n, objects: objects.count)
    }
    do {
      try self.init(of: source, among: objects, count: count)
    } catch {
      throw .components(error)
    }
  }

  /// The projection as two linear layers, e(x) = V·(x − m) and d(z) = Vᵀ·z + m.
  ///
  /// - Parameter latents: rows of V; those that there are no components for are nought
  /// - Returns: V, −V·m and Vᵀ, outputs × inputs
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
  /// The parameters with which a linear autoencoder is the projection on principal components:
  /// e(x) = V·(x − m), d(z) = Vᵀ·z + m.
  package func parameters(of pca: PrincipalComponents) -> ParameterSet {
    let (n, latents) = (settings.shape.count, settings.latents)
    precondition(settings.hidden.isEmpty && settings.output == .identity)
    precondition(pca.vectors.rows == latents && pca.mean.count == n)
    var set = parameters
    func place(_ name: String, _ rows: Int, _ channels: Int, _ values: [Float]) {
      guard let parameter = set.named(name) else { preconditionFailure("no \(name)") }
      set.set(
        parameter, to: Tensor(rows: rows, columns: 1, channels: channels, values: values))
    }
    let layers = pca.layers(latents: latents)
    place("encoder.0.weight", latents, n, layers.encoder)
    place("encoder.0.bias", 1, latents, layers.offsets)
    place("decoder.0.weight", n, latents, layers.decoder)
    place("decoder.0.bias", 1, n, pca.mean)
    return set
  }
}
