private import FoundationEssentials
import Networks
import Tensors

/// An autoencoder as a file: safetensors, with a card in the metadata.
package struct ModelFile: Sendable {
  package static let format = "aezip-autoencoder-1"

  package let card: ModelCard
  package let network: Autoencoder
  package let parameters: ParameterSet

  package init(card: ModelCard, network: Autoencoder, parameters: ParameterSet) {
    self.card = card
    self.network = network
    self.parameters = parameters
  }

  /// Reads a file.
  package init(_ bytes: [UInt8]) throws(ModelError) {
    let file = try SafeTensors(bytes)
    try file.expect(format: Self.format)
    card = try file.decoded(ModelCard.self, "card")
    network = try card.network(in: file)
    parameters = try network.parameters.reading(file)
  }

  package func write() throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: ["format": Self.format])
    try writer.set(card, "card")
    parameters.write(into: &writer)
    return try writer.write()
  }
}

extension ModelCard {
  /// The network of the settings; no larger than a file that is to fill it.
  func network(in file: SafeTensors) throws(ModelError) -> Autoencoder {
    guard data.factor.isFinite, data.factor != 0, data.offset.isFinite else {
      throw .badMetadata(key: "card", value: "factor \(data.factor)")
    }
    do throws(SettingsError) {
      try settings.validate()
      // Before memory is taken for them.
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
  /// Weights of the largest layer, about.
  var largestLayer: Int {
    if kind == .conv {
      let channels = zip([shape.channels] + hidden, hidden).map { 9 * $0 * $1 }
      let inner = (shape.height * shape.width >> (2 * hidden.count)) * (hidden.last ?? 1)
      return max(channels.max() ?? 1, inner * latents)
    }
    let widths = [shape.count] + hidden + [latents]
    return zip(widths, widths.dropFirst()).map { $0 * $1 }.max() ?? 1
  }
}

extension ParameterSet {
  func write(into writer: inout SafeTensorsWriter) {
    for parameter in all {
      let value = value(parameter)
      writer.add(name(parameter), shape: value.fileShape, value.values)
    }
  }

  /// The same parameters with the values of a file.
  func reading(_ file: SafeTensors) throws(ModelError) -> ParameterSet {
    var set = self
    for parameter in all {
      set.set(parameter, to: try file.tensor(name(parameter), like: value(parameter)))
    }
    return set
  }
}

extension Tensor {
  /// The axes that are not one.
  var fileShape: [Int] {
    let axes = [rows, columns, channels].filter { $0 != 1 }
    return axes.isEmpty ? [1] : axes
  }
}

extension SafeTensors {
  func expect(format: String) throws(ModelError) {
    guard metadata["format"] == format else {
      throw .unknownFormat(metadata["format"] ?? "")
    }
  }

  /// A tensor of finite numbers in the shape of another.
  func tensor(_ name: String, like shape: Tensor) throws(ModelError) -> Tensor {
    guard let found = self.shape(of: name) else { throw .missingTensor(name) }
    guard found == shape.fileShape else {
      throw .wrongShape(tensor: name, expected: shape.fileShape, found: found)
    }
    let tensor = Tensor(
      rows: shape.rows, columns: shape.columns, channels: shape.channels,
      values: try floats(name))
    guard tensor.isFinite else { throw .notFinite(tensor: name) }
    return tensor
  }

  /// Metadata that is JSON.
  func decoded<Value: Decodable>(_ type: Value.Type, _ key: String) throws(ModelError) -> Value {
    let text = metadata[key] ?? ""
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw .badMetadata(key: key, value: String(text.prefix(40)))
    }
  }
}

extension SafeTensorsWriter {
  mutating func set(_ value: some Encodable, _ key: String) throws(ModelError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      metadata[key] = String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .badMetadata(key: key, value: "a number that is not finite")
    }
  }
}
