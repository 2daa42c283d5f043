import Tensors

/// The sizes of a photo model, read from its file.
package struct PhotoConfiguration: Equatable, Sendable {
  /// Latent channels, a vector for each 16×16 pixels.
  package let latents: Int
  /// Feature channels of analysis and synthesis, at 1/8 of the resolution.
  package let features: Int
  /// Feature channels of the entropy model.
  package let context: Int
  /// Hyper-latent channels, a vector for each 64×64 pixels.
  package let hyperLatents: Int
  /// The number of trained quality levels.
  package let levels: Int
  package let analysisBlocks: Int
  package let synthesisBlocks: Int
  /// Whether decoded pictures go through a ``PostFilter``.
  package var isFiltered: Bool

  /// The metadata entry `format` of model files without and with a post-filter.
  package static let format = "aezip-photo"
  package static let filteredFormat = "aezip-photo-filtered"

  /// Parses the metadata of a model file; throws ``ModelError``.
  package init(metadata: [String: String]) throws(ModelError) {
    func number(
      _ key: String, _ range: ClosedRange<Int>, multiple: Int = 1
    )
      throws(ModelError) -> Int
    {
      let text = metadata[key] ?? ""
      guard let value = Int(text), String(value) == text, range.contains(value),
        value % multiple == 0
      else {
        throw .badMetadata(key: key, value: text)
      }
      return value
    }
    let lanes = Depthwise.channelMultiple
    switch metadata["format"] {
    case Self.format: isFiltered = false
    case Self.filteredFormat: isFiltered = true
    case let other: throw .unknownFormat(other ?? "")
    }
    latents = try number("M", 16...4096, multiple: lanes)
    features = try number("N", 16...4096, multiple: lanes)
    context = try number("C", 16...4096, multiple: lanes)
    hyperLatents = try number("H", 1...4096)
    levels = try number("levels", 1...256)
    analysisBlocks = try number("blocks_analysis", 0...64)
    synthesisBlocks = try number("blocks_synthesis", 0...64)
  }

  /// Whether the tensors of both have the same shapes, except for a post-filter.
  func hasSizes(of other: PhotoConfiguration) -> Bool {
    var other = other
    other.isFiltered = isFiltered
    return self == other
  }

  /// The metadata of a model file of these sizes.
  package var metadata: [String: String] {
    [
      "format": isFiltered ? Self.filteredFormat : Self.format, "M": "\(latents)",
      "N": "\(features)", "C": "\(context)",
      "H": "\(hyperLatents)", "levels": "\(levels)", "blocks_analysis": "\(analysisBlocks)",
      "blocks_synthesis": "\(synthesisBlocks)",
    ]
  }
}
