import Networks
import Training

/// The file of an attribute, in safetensors: the vector, and a card in the metadata.
extension Attribute {
  package static let format = "aezip-attribute"
  /// The version of the format.
  private static let version = 1

  private struct Card: Codable {
    let version: Int
    let name: String
    let direction: AttributeDirection
    let with: Int
    let without: Int
    let separation: Double
    let model: String
  }

  package func write() throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: ["format": Self.format])
    try writer.set(
      Card(
        version: Self.version, name: name, direction: direction, with: with, without: without,
        separation: separation, model: model), "card")
    writer.add("vector", shape: [vector.count], vector)
    return try writer.write()
  }

  /// Reads a file.
  ///
  /// - Throws: `ModelError`, ``LatentError/notAttribute``
  package init(file bytes: [UInt8]) throws {
    let file = try SafeTensors(bytes)
    guard file.metadata["format"] == Self.format else { throw LatentError.notAttribute }
    let card = try file.decoded(Card.self, "card")
    guard card.version == Self.version else {
      throw ModelError.badMetadata(key: "version", value: "\(card.version)")
    }
    let count = file.shape(of: "vector")?.first ?? 0
    let vector = try WeightReader(file: file).floats("vector", shape: [count])
    self.init(
      name: card.name, vector: vector, direction: card.direction, with: card.with,
      without: card.without, separation: card.separation, model: card.model)
  }
}
