import Autodiff
import LinearAlgebra
import Tensors

extension Autoencoder {
  /// Initialises a network with a linear path as the projection on the leading principal components
  /// of the training samples. The hidden path initially adds zero.
  ///
  /// Latents beyond the number of components start at zero.
  ///
  /// - Parameter seed: the seed of the search for components
  package mutating func beginAtComponents(
    of data: TrainingData, seed: UInt64
  ) throws(SettingsError) {
    precondition(settings.linearPath, "there is no linear path")
    guard data.trained.count > 1 else { return }
    var key = NoiseKey(seed: seed).derived(1)
    let found: PrincipalComponents
    do {
      found = try PrincipalComponents.approximate(
        of: data.training, among: data.trained, atMost: settings.latents, key: key.next())
    } catch {
      throw .components(error)
    }
    let layers = found.layers(latents: settings.latents)
    initialise(encoder.first, layers.encoder, layers.offsets)
    initialise(decoder.first, layers.decoder, found.mean)
    silence(encoder.last)
    silence(decoder.last)
  }

  private mutating func initialise(
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
