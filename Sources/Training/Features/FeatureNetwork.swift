import Autodiff
import Networks
import Tensors

/// An encoder with frozen parameters that exposes the output of every layer and the gradients at
/// the input pictures.
package struct FeatureNetwork: Sendable {
  /// A layer whose units can be inspected.
  package struct Layer: Sendable {
    /// The name, such as "convolution 2".
    package let name: String
    /// The number of channels.
    package let units: Int
    /// Whether the layer has units at several positions of a picture.
    package let isMap: Bool
  }

  private enum Body: Sendable {
    /// `taps` holds the index of each layer's output step.
    case samples(ProgramNetwork, taps: [Int])
    case photo(TrainablePhotoModel)
  }

  package let layers: [Layer]
  /// The shape of the input pictures; nil if sides can be any multiples of 16.
  package let shape: SampleShape?
  private let parameters: ParameterSet
  private let body: Body

  /// The encoder of a sample model; nil if the model only decodes.
  ///
  /// - Parameter file: the bytes of a `SampleModel` file
  package init?(sampleModelFile file: [UInt8]) throws(ModelError) {
    let tensors = try SafeTensors(file)
    let configuration = try SampleConfiguration(metadata: tensors.metadata)
    guard let program = configuration.encoder else { return nil }
    // The weights' shapes are checked before memory is allocated for them.
    _ = try SampleModel(file: file)
    var builder = NetworkBuilder(seed: 0)
    let network: ProgramNetwork
    do throws(SettingsError) {
      network = try ProgramNetwork(program, "encoder", input: configuration.shape, in: &builder)
    } catch {
      throw .badMetadata(key: "encoder", value: "\(error)")
    }
    parameters = try builder.parameters.reading(tensors)
    shape = configuration.shape
    let taps = network.layers.taps
    layers = network.layers.tapped(taps, latents: configuration.latents)
    body = .samples(network, taps: taps)
  }

  /// The analysis transform of the photo codec.
  package init(_ model: TrainablePhotoModel) {
    let sizes = model.configuration
    let blocks = (0..<sizes.analysisBlocks).map {
      Layer(name: "block \($0 + 1)", units: sizes.features, isMap: true)
    }
    layers =
      [Layer(name: "stem", units: sizes.features, isMap: true)] + blocks
      + [Layer(name: "code", units: sizes.latents, isMap: true)]
    shape = nil
    parameters = model.parameters
    body = .photo(model)
  }

  /// The number of input channels.
  package var channels: Int { shape?.channels ?? 3 }

  /// Returns the output of each layer: (samples · rows) × columns × units.
  ///
  /// - Parameter pictures: (samples · height) × width × channels, values in 0…1
  package func callAsFunction(_ pictures: Variable) -> [Variable] {
    pictures.tape.withoutLearning {
      switch body {
      case .photo(let model): return model.stages(pictures)
      case .samples(let network, let taps):
        var found: [Variable] = []
        _ = network.run(pictures) { number, value in
          if taps.contains(number) { found.append(value) }
        }
        return found
      }
    }
  }

  /// Computes a scalar of the layers' outputs and its gradient at the pictures.
  ///
  /// - Parameter measure: maps the outputs of all layers to one number
  package func gradient(
    at pictures: Tensor, samples: Int, of measure: ([Variable]) -> Variable
  ) -> (number: Float, gradient: Tensor) {
    let tape = Tape(parameters)
    var found: Tensor?
    let number = measure(self(tape.watched(pictures, samples: samples) { found = $0 }))
    _ = tape.backward(from: number)
    return (number.number, found ?? pictures.scaled(by: 0))
  }

  /// Returns the output of each layer without recording gradients.
  package func values(of pictures: Tensor, samples: Int = 1) -> [Tensor] {
    let tape = Tape(parameters, recording: false)
    return self(tape.constant(pictures, samples: samples)).map(\.value)
  }
}

extension [PlacedLayer] {
  /// The indices of the steps to inspect: each layer with weights, after its activation, and the
  /// last.
  fileprivate var taps: [Int] {
    var taps: [Int] = []
    for (number, placed) in enumerated() where placed.weights != nil {
      let next = number + 1 < count ? self[number + 1].layer : nil
      if case .function = next { taps.append(number + 1) } else { taps.append(number) }
    }
    if let last = taps.last, last < count - 1 {
      // The last layer with weights is inspected where the encoder ends.
      taps[taps.count - 1] = count - 1
    }
    return taps
  }

  fileprivate func tapped(_ taps: [Int], latents: Int) -> [FeatureNetwork.Layer] {
    var counts: [String: Int] = [:]
    return taps.map { tap in
      let output = self[tap].output
      let isMap = output.height * output.width > 1
      guard tap != taps.last else {
        // The second half of variational outputs holds variances; on a map, a unit is a channel.
        let units = isMap ? output.channels : latents
        return FeatureNetwork.Layer(name: "code", units: units, isMap: isMap)
      }
      let kind = isMap ? "convolution" : "dense layer"
      counts[kind, default: 0] += 1
      return FeatureNetwork.Layer(
        name: "\(kind) \(counts[kind] ?? 1)", units: output.channels, isMap: isMap)
    }
  }
}
