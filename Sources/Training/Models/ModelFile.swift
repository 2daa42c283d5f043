import Autodiff
import FoundationEssentials
import Networks
import Tables
import Tensors

/// An autoencoder as a file: the weights that the archiver needs, and a card in the metadata.
package struct ModelFile: Sendable {
  package static let format = SampleModel.format

  package let card: ModelCard
  package let network: Autoencoder
  package let parameters: ParameterSet
  package let scales: LatentScales
  /// The distribution from which new latents are drawn; nil for kinds that are not sampled from.
  package let mixture: LatentMixture?

  package init(
    card: ModelCard, network: Autoencoder, parameters: ParameterSet, scales: LatentScales,
    mixture: LatentMixture? = nil
  ) {
    self.mixture = mixture
    self.card = card
    self.network = network
    self.parameters = parameters
    self.scales = scales
  }

  /// Reads a file.
  package init(_ bytes: [UInt8]) throws(ModelError) {
    let file = try SafeTensors(bytes)
    try file.expect(format: Self.format)
    card = try file.decoded(ModelCard.self, "card")
    network = try card.network(in: file)
    parameters = try network.parameters.reading(file)
    scales = try LatentScales(
      WeightReader(file: file), SampleConfiguration(metadata: file.metadata))
    mixture = try LatentMixture(file, latents: network.settings.latents)
  }

  package func write() throws(ModelError) -> [UInt8] {
    let latents = network.settings.latents
    let configuration = network.settings.configuration(
      levels: scales.gains.count / latents, type: card.data.type)
    var writer = SafeTensorsWriter(metadata: configuration.metadata)
    try writer.set(card, "card")
    parameters.write(into: &writer)
    scales.write(into: &writer, latents: latents)
    mixture?.write(into: &writer)
    return try writer.write()
  }
}

extension AutoencoderSettings {
  /// The configuration that the file holds for programs that only encode and decode.
  package func configuration(levels: Int, type: String) -> SampleConfiguration {
    func followed(_ program: LayerProgram, by function: Activation) -> LayerProgram {
      function == .identity
        ? program : LayerProgram(program.layers + [.function(function)])
    }
    return SampleConfiguration(
      shape: shape, latents: latents, levels: levels,
      isOfPictures: shape.isPicture && type == NumberType.u8.rawValue,
      encoder: followed(encoder, by: codeActivation), decoder: followed(decoder, by: output))
  }
}

extension ModelCard {
  /// Builds the network of the settings, which must not be larger than the file that fills it.
  package func network(in file: SafeTensors) throws(ModelError) -> Autoencoder {
    guard data.factor.isFinite, data.factor != 0, data.offset.isFinite else {
      throw .badMetadata(key: "card", value: "factor \(data.factor)")
    }
    do throws(SettingsError) {
      try settings.validate()
      // This check precedes the allocation.
      guard settings.largestLayer <= file.numberCount else {
        throw .outOfRange(
          "layer", value: "\(settings.largestLayer)", allowed: "1…\(file.numberCount)")
      }
      return try Autoencoder(settings)
    } catch {
      throw .badMetadata(key: "card", value: "\(error)")
    }
  }
}

extension AutoencoderSettings {
  /// The number of weights in the largest layer.
  package var largestLayer: Int {
    let layers =
      ((try? encoder.placed(on: shape)) ?? [])
      + ((try? decoder.placed(on: .vector(latents))) ?? [])
    return layers.map { $0.weights?.shape.reduce(1, *) ?? 0 }.max() ?? 0
  }
}

extension ParameterSet {
  package func write(into writer: inout SafeTensorsWriter) {
    for parameter in all {
      let value = value(parameter)
      writer.add(name(parameter), shape: value.fileShape(name(parameter)), value.values)
    }
  }

  /// Returns the same parameters with the values of a file.
  package func reading(_ file: SafeTensors) throws(ModelError) -> ParameterSet {
    var set = self
    for parameter in all {
      set.set(parameter, to: try file.tensor(name(parameter), like: value(parameter)))
    }
    return set
  }
}

extension Tensor {
  /// The shape of a tensor in a file: one axis for biases, two for dense weights, four for 3×3
  /// convolutions.
  package func fileShape(_ name: String) -> [Int] {
    if name.hasSuffix(".bias") { return [count] }
    switch columns {
    case 1: return [rows, channels]
    case 9: return [rows, 3, 3, channels]
    default: return [rows, columns, channels]
    }
  }
}

extension SafeTensors {
  package func expect(format: String) throws(ModelError) {
    guard metadata["format"] == format else {
      throw .unknownFormat(metadata["format"] ?? "")
    }
  }

  /// Reads a tensor of finite numbers in the shape of another.
  package func tensor(_ name: String, like shape: Tensor) throws(ModelError) -> Tensor {
    guard let found = self.shape(of: name) else { throw .missingTensor(name) }
    guard found == shape.fileShape(name) else {
      throw .wrongShape(tensor: name, expected: shape.fileShape(name), found: found)
    }
    let tensor = Tensor(
      rows: shape.rows, columns: shape.columns, channels: shape.channels,
      values: try floats(name))
    guard tensor.isFinite else { throw .notFinite(tensor: name) }
    return tensor
  }

  /// Decodes an entry of the metadata from JSON.
  package func decoded<Value: Decodable>(
    _ type: Value.Type, _ key: String
  ) throws(ModelError) -> Value {
    let text = metadata[key] ?? ""
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw .badMetadata(key: key, value: String(text.prefix(40)))
    }
  }
}

extension SafeTensorsWriter {
  package mutating func set(_ value: some Encodable, _ key: String) throws(ModelError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      metadata[key] = String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .badMetadata(key: key, value: "a number that is not finite")
    }
  }
}
