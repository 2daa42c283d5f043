/// The distribution of a symbol around its mean, and the value it is dequantised to.
package enum LatentBins: String, Sendable {
  /// Laplace distributions; a symbol is dequantised to the mean of the density within its bin.
  case expected
  /// Laplace distributions; a symbol is dequantised to the centre of its bin.
  case centre
  /// Logistic distributions; a symbol is dequantised to the centre of its bin.
  case logistic

  /// The standard deviation of a distribution of scale 1.
  var deviation: Float {
    switch self {
    case .expected, .centre: Float(2).squareRoot()
    case .logistic: Float.pi / Float(3).squareRoot()
    }
  }
}

/// The metadata of a ``SampleModel`` file.
package struct SampleConfiguration: Sendable, Equatable {
  package let shape: SampleShape
  package let latents: Int
  package let levels: Int
  package let isOfPictures: Bool
  package let bins: LatentBins
  /// Nil for a model that only decodes.
  package let encoder: LayerProgram?
  package let decoder: LayerProgram

  package init(
    shape: SampleShape, latents: Int, levels: Int, isOfPictures: Bool, bins: LatentBins = .expected,
    encoder: LayerProgram?, decoder: LayerProgram
  ) {
    self.shape = shape
    self.latents = latents
    self.levels = levels
    self.isOfPictures = isOfPictures
    self.bins = bins
    self.encoder = encoder
    self.decoder = decoder
  }

  package init(metadata: [String: String]) throws(ModelError) {
    guard metadata["format"] == SampleModel.format else {
      throw .unknownFormat(metadata["format"] ?? "")
    }
    func text(_ key: String) -> String { metadata[key] ?? "" }
    func number(_ key: String, _ range: ClosedRange<Int>) throws(ModelError) -> Int {
      guard let value = Int(text(key)), "\(value)" == text(key), range.contains(value) else {
        throw .badMetadata(key: key, value: text(key))
      }
      return value
    }
    guard let shape = SampleShape(parsing: text("shape")) else {
      throw .badMetadata(key: "shape", value: text("shape"))
    }
    guard ["u8", "numbers"].contains(text("samples")) else {
      throw .badMetadata(key: "samples", value: text("samples"))
    }
    self.shape = shape
    isOfPictures = text("samples") == "u8"
    guard let bins = LatentBins(rawValue: metadata["bins"] ?? LatentBins.expected.rawValue) else {
      throw .badMetadata(key: "bins", value: text("bins"))
    }
    self.bins = bins
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
      "format": SampleModel.format, "shape": shape.text, "latents": "\(latents)",
      "levels": "\(levels)", "samples": isOfPictures ? "u8" : "numbers",
      "decoder": decoder.text,
    ]
    metadata["encoder"] = encoder?.text
    if bins != .expected { metadata["bins"] = bins.rawValue }
    return metadata
  }
}
