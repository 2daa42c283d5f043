import LinearAlgebra
import Tensors

extension Autoencoder {
  /// Lets a network with a linear path begin as the projection on the leading principal components
  /// of the objects it will learn from: the other path begins by adding nothing.
  ///
  /// Where there are fewer components than codes, the codes left over begin as nought.
  ///
  /// - Parameter seed: of the directions the search for components begins with
  package mutating func beginAtComponents(
    of data: TrainingData, seed: UInt64
  ) throws(SettingsError) {
    precondition(settings.linearPath, "there is no linear path")
    guard data.trained.count > 1 else { return }
    let found: LeadingComponents
    do {
      found = try LeadingComponents(
        of: data.training, among: data.trained, atMost: settings.latents,
        key: NoiseKey(seed: seed).derived(1))
    } catch {
      throw .components(error)
    }
    let (n, latents, count) = (settings.shape.count, settings.latents, found.vectors.rows)
    var transposed = [Float](repeating: 0, count: n * latents)
    var offsets = [Float](repeating: 0, count: latents)
    let vectors = found.vectors.values
    for latent in 0..<count {
      var product = 0.0
      for index in 0..<n {
        let weight = vectors[latent * n + index]
        transposed[index * latents + latent] = weight
        product += Double(weight) * Double(found.mean[index])
      }
      offsets[latent] = Float(-product)
    }
    place(
      encoder.first, vectors + [Float](repeating: 0, count: (latents - count) * n), offsets)
    place(decoder.first, transposed, found.mean)
    silence(encoder.last)
    silence(decoder.last)
  }

  private mutating func place(
    _ layer: (weight: Parameter, bias: Parameter)?, _ weights: [Float], _ biases: [Float]
  ) {
    guard let layer else { preconditionFailure("no linear layer") }
    set(layer.weight, weights)
    set(layer.bias, biases)
  }

  private mutating func silence(_ layer: (weight: Parameter, bias: Parameter)?) {
    guard let layer else { preconditionFailure("no other path") }
    for parameter in [layer.weight, layer.bias] {
      set(parameter, [Float](repeating: 0, count: parameters.value(parameter).count))
    }
  }

  private mutating func set(_ parameter: Parameter, _ values: [Float]) {
    let old = parameters.value(parameter)
    setBeginning(
      parameter,
      Tensor(rows: old.rows, columns: old.columns, channels: old.channels, values: values))
  }
}
