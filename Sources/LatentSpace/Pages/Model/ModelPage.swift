import Aezip
import Images
import Networks
import Pages
import Synchronization

/// What a model is inside, as one HTML file that needs nothing else.
package struct ModelPage: Sendable {
  /// What is to be shown beside what a model's own weights tell.
  package struct Request: Sendable {
    /// To make stronger in what layers respond to.
    package var photo: Image?
    /// To be shown in the style of another.
    package var content: Image?
    package var style: Image?
    /// Numbers of a code, and units of a layer, that are shown.
    package var count = 16
    package var seed: UInt64 = 0
    package var jobs = 1

    package init() {}
  }

  /// Something that is said of a model: a term and its value.
  package struct Fact: Sendable {
    let name: String
    let value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// The file's content.
  package let html: String
  /// Numbers of codes and units shown.
  package let numbers: Int
  package let units: Int
  /// Whether the model encodes.
  package let encodes: Bool

  /// - Parameters:
  ///   - title: what the model is called
  ///   - card: what its file says of itself
  /// - Throws: ``LatentError`` where a model cannot show what is asked for, `ModelError`
  package init(
    of file: [UInt8], title: String, card: [Fact], _ request: Request,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws {
    let model = try InspectedModel(file)
    let asksForEncoder = request.photo != nil || request.style != nil
    if model.network == nil, asksForEncoder { throw LatentError.onlyDecodes }
    let strips = NumberStrips(of: model, most: request.count)
    let features = try await model.network.asyncMap {
      try await FeaturePictures(of: $0, request, progress: progress)
    }
    numbers = strips.strips.count
    units = features?.layers.reduce(0) { $0 + $1.units.count } ?? 0
    encodes = model.network != nil
    html = try PageParts.model.page(
      of: ModelContent(
        title: title, card: card, try SafeTensors(file), model, strips, features))
  }
}

extension Optional {
  fileprivate func asyncMap<Result>(
    _ body: (Wrapped) async throws -> Result
  ) async throws -> Result? {
    guard let self else { return nil }
    return try await body(self)
  }
}
