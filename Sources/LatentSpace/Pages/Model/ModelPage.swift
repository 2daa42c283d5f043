import Aezip
import Images
import Networks
import Pages
import Synchronization

/// What the latents and units of a model respond to, as one HTML file without external parts.
package struct ModelPage: Sendable {
  /// What the page shows beside the model itself. Images are upright.
  package struct Request: Sendable {
    /// A photo for DeepDream.
    package var photo: Image?
    /// A picture that is rendered in the style of another.
    package var content: Image?
    /// The picture whose style is used.
    package var style: Image?
    /// The number of latents, and of units of each layer, that are shown.
    package var count = 16
    package var seed: UInt64 = 0
    package var jobs = 1

    package init() {}
  }

  /// A fact about a model: a term and its value.
  package struct Fact: Sendable {
    let name: String
    let value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// The content of the file.
  package let html: String
  /// The number of latents shown.
  package let latents: Int
  /// The number of units shown.
  package let units: Int
  /// Whether the model has an encoder.
  package let encodes: Bool

  /// Computes all pictures and renders the page, which takes seconds.
  ///
  /// - Parameters:
  ///   - file: the model's file
  ///   - title: the name of the model
  ///   - card: facts that the file states
  /// - Throws: ``LatentError`` if the model cannot show what is requested, `ModelError`
  package static func render(
    _ file: [UInt8], title: String, card: [Fact], _ request: Request,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> ModelPage {
    let model = try InspectedModel(file)
    let needsEncoder = request.photo != nil || request.style != nil
    if model.network == nil, needsEncoder { throw LatentError.decoderOnly }
    let traversals = LatentTraversals.decode(model, maximum: request.count)
    var features: FeaturePictures?
    if let network = model.network {
      features = try await FeaturePictures.optimise(network, request, progress: progress)
    }
    let content = try ModelContent(
      title: title, card: card, try SafeTensors(file), model, traversals, features)
    return ModelPage(
      html: try PageParts.model.page(of: content), latents: traversals.traversals.count,
      units: features?.layers.reduce(0) { $0 + $1.units.count } ?? 0,
      encodes: model.network != nil)
  }
}
