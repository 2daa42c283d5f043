import Autodiff
import Networks
import Tensors

/// An encoder layer by layer: what pictures make its units do, with gradients back to the
/// pictures. Its parameters do not learn.
package struct FeatureNetwork: Sendable {
  /// A layer whose units can be looked at.
  package struct Layer: Sendable {
    /// As in "convolution 2".
    package let name: String
    /// Channels.
    package let units: Int
    /// Whether units are at several places of a picture.
    package let isMap: Bool
  }

  private enum Body: Sendable {
    /// `taps`: for each layer, the number of the step it comes out of.
    case objects(ProgramNetwork, taps: [Int])
    case photo(TrainablePhotoModel)
  }

  package let layers: [Layer]
  /// Of the pictures it takes; nil where sides are any multiples of 16.
  package let shape: SampleShape?
  private let parameters: ParameterSet
  private let body: Body

  /// The encoder of a model of objects; nil of one that only decodes.
  ///
  /// - Parameter file: of `ObjectModel`
  package init?(objectsFile file: [UInt8]) throws(ModelError) {
    let tensors = try SafeTensors(file)
    let configuration = try SampleConfiguration(metadata: tensors.metadata)
    guard let program = configuration.encoder else { return nil }
    // Checks the weights' shapes, before memory is taken for as many.
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
    body = .objects(network, taps: taps)
  }

  /// The analysis of the photo codec.
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

  /// Channels of the pictures.
  package var channels: Int { shape?.channels ?? 3 }

  /// What comes out of each layer: (samples · rows) × columns × units.
  ///
  /// - Parameter pictures: (samples · height) × width × channels of 0…1
  package func callAsFunction(_ pictures: Variable) -> [Variable] {
    pictures.tape.withoutLearning {
      switch body {
      case .photo(let model): return model.stages(pictures)
      case .objects(let network, let taps):
        var found: [Variable] = []
        _ = network.run(pictures) { number, value in
          if taps.contains(number) { found.append(value) }
        }
        return found
      }
    }
  }

  /// A number computed from the layers, and its gradient at the pictures.
  ///
  /// - Parameter measure: of what comes out of each layer; gives one number
  package func gradient(
    at pictures: Tensor, samples: Int, of measure: ([Variable]) -> Variable
  ) -> (number: Float, gradient: Tensor) {
    let tape = Tape(parameters)
    var found: Tensor?
    let number = measure(self(tape.watched(pictures, samples: samples) { found = $0 }))
    _ = tape.backward(from: number)
    return (number.number, found ?? pictures.scaled(by: 0))
  }

  /// What comes out of each layer, of which no gradient is wanted.
  package func values(of pictures: Tensor, samples: Int = 1) -> [Tensor] {
    let tape = Tape(parameters, recording: false)
    return self(tape.constant(pictures, samples: samples)).map(\.value)
  }
}

extension [PlacedLayer] {
  /// The steps whose values are looked at: of layers with weights, behind the function that may
  /// follow, and the last.
  fileprivate var taps: [Int] {
    var taps: [Int] = []
    for (number, placed) in enumerated() where placed.weights != nil {
      let next = number + 1 < count ? self[number + 1].layer : nil
      if case .function = next { taps.append(number + 1) } else { taps.append(number) }
    }
    if let last = taps.last, last < count - 1 {
      // Between the last weights and the code there is nothing to see of its own.
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
        // Of variational codes the second half are no codes; of maps a unit is a channel.
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
