import Tensors

/// The sizes of a photo codec, read from its model file.
package struct PhotoConfiguration: Equatable, Sendable {
  /// Latent channels, one vector for 16×16 pixels.
  package let latents: Int
  /// Feature channels at 1/8 resolution.
  package let features: Int
  /// Feature channels of the entropy model.
  package let context: Int
  /// Hyper-latent channels, one vector for 64×64 pixels.
  package let hyperLatents: Int
  /// Trained quality levels.
  package let levels: Int
  package let analysisBlocks: Int
  package let synthesisBlocks: Int
  /// Whether decoded pictures go through a ``PostFilter``.
  package var isFiltered: Bool

  /// What a model file says it is, without a post-filter and with one.
  package static let format = "aezip-photo"
  package static let filteredFormat = "aezip-photo-filtered"

  /// - Parameter metadata: of a model file
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

  /// Whether the tensors of both, but for a post-filter, have the same shapes.
  func hasSizes(of other: PhotoConfiguration) -> Bool {
    var other = other
    other.isFiltered = isFiltered
    return self == other
  }

  /// What a model file says of these sizes.
  package var metadata: [String: String] {
    [
      "format": isFiltered ? Self.filteredFormat : Self.format, "M": "\(latents)",
      "N": "\(features)", "C": "\(context)",
      "H": "\(hyperLatents)", "levels": "\(levels)", "blocks_analysis": "\(analysisBlocks)",
      "blocks_synthesis": "\(synthesisBlocks)",
    ]
  }
}
