/// What the metadata of a model of objects say.
package struct ObjectConfiguration: Sendable, Equatable {
  package let shape: ObjectShape
  package let latents: Int
  package let levels: Int
  package let isOfPictures: Bool
  /// Whether codes stand for the middle of what is expected within their bins, or of the bins.
  package let hasOffsets: Bool
  /// nil of a model that only decodes.
  package let encoder: LayerProgram?
  package let decoder: LayerProgram

  package init(
    shape: ObjectShape, latents: Int, levels: Int, isOfPictures: Bool, hasOffsets: Bool = true,
    encoder: LayerProgram?, decoder: LayerProgram
  ) {
    self.shape = shape
    self.latents = latents
    self.levels = levels
    self.isOfPictures = isOfPictures
    self.hasOffsets = hasOffsets
    self.encoder = encoder
    self.decoder = decoder
  }

  package init(metadata: [String: String]) throws(ModelError) {
    guard metadata["format"] == ObjectModel.format else {
      throw .unknownFormat(metadata["format"] ?? "")
    }
    func text(_ key: String) -> String { metadata[key] ?? "" }
    func number(_ key: String, _ range: ClosedRange<Int>) throws(ModelError) -> Int {
      guard let value = Int(text(key)), "\(value)" == text(key), range.contains(value) else {
        throw .badMetadata(key: key, value: text(key))
      }
      return value
    }
    guard let shape = ObjectShape(parsing: text("shape")) else {
      throw .badMetadata(key: "shape", value: text("shape"))
    }
    guard ["u8", "numbers"].contains(text("samples")) else {
      throw .badMetadata(key: "samples", value: text("samples"))
    }
    self.shape = shape
    isOfPictures = text("samples") == "u8"
    guard [nil, "expected", "centre"].contains(metadata["bins"]) else {
      throw .badMetadata(key: "bins", value: text("bins"))
    }
    hasOffsets = metadata["bins"] != "centre"
    latents = try number("latents", 1...65536)
    levels = try number("levels", 1...256)
    if let text = metadata["encoder"] {
      encoder = try LayerProgram(parsing: text, key: "encoder")
    } else {
      encoder = nil
    }
    decoder = try LayerProgram(parsing: text("decoder"), key: "decoder")
  }

  package var metadata: [String: String] {
    var metadata = [
      "format": ObjectModel.format, "shape": shape.text, "latents": "\(latents)",
      "levels": "\(levels)", "samples": isOfPictures ? "u8" : "numbers",
      "decoder": decoder.text,
    ]
    metadata["encoder"] = encoder?.text
    if !hasOffsets { metadata["bins"] = "centre" }
    return metadata
  }
}
