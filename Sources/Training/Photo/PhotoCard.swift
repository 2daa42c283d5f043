import FoundationEssentials
import Networks

/// What the file of a trained photo model says of itself, as JSON in its metadata.
package struct PhotoCard: Sendable, Equatable, Codable {
  /// The photographs learned from.
  package struct Data: Sendable, Equatable, Codable {
    /// SHA-256 of names and files, as hexadecimal digits.
    package let digest: String
    /// Photographs learned from.
    package let trained: Int
    /// Photographs held out to judge by.
    package let heldOut: Int

    package init(digest: String, trained: Int, heldOut: Int) {
      self.digest = digest
      self.trained = trained
      self.heldOut = heldOut
    }
  }

  /// The model that was tuned.
  package struct Origin: Sendable, Equatable, Codable {
    package let name: String
    /// SHA-256 of its file, as hexadecimal digits.
    package let digest: String

    package init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  /// Means over pieces of the photographs to judge by, codes truly rounded.
  package struct Figures: Sendable, Equatable, Codable {
    /// Pieces, one a photograph.
    package let pieces: Int
    /// Before the first step, over all levels.
    package let before: PhotoFigures
    /// Of the file's weights, over all levels.
    package let after: PhotoFigures
    /// Of the file's weights, level by level.
    package let levels: [PhotoFigures]

    package init(pieces: Int, before: PhotoFigures, levels: [PhotoFigures]) {
      self.pieces = pieces
      self.before = before
      after = PhotoFigures(meanOf: levels)
      self.levels = levels
    }
  }

  /// Version of the program.
  package let program: String
  package let plan: PhotoPlan
  package let data: Data
  /// Nil where training began from nothing.
  package let from: Origin?
  /// Steps made.
  package var steps: Int
  /// Nil where the run is not over.
  package var figures: Figures?

  package init(
    program: String, plan: PhotoPlan, data: Data, from: Origin?, steps: Int = 0,
    figures: Figures? = nil
  ) {
    self.program = program
    self.plan = plan
    self.data = data
    self.from = from
    self.steps = steps
    self.figures = figures
  }

  /// The entry of a file's metadata that holds it.
  package static let key = "aezip-card"

  /// The card in a photo model's metadata; nil where there is none this program understands.
  package init?(metadata: [String: String]) {
    guard let text = metadata[Self.key] else { return nil }
    let bytes = FoundationEssentials.Data(text.utf8)
    guard let card = try? JSONDecoder().decode(PhotoCard.self, from: bytes) else { return nil }
    self = card
  }
}

extension PhotoRun {
  /// A finished run as the file of a photo model, and the card in it.
  ///
  /// - Parameter card: of the run; gets steps and figures
  /// - Throws: `ModelError` where the weights make no model, `PhotoSourceError` where photographs
  ///   cannot be read.
  package func file(_ card: PhotoCard) async throws -> (bytes: [UInt8], card: PhotoCard) {
    let model = objective.model
    let written = try PhotoWeights(file: model.weights(of: averaged).file())
    // Of weights as a file keeps them, in 16 bits.
    let levels = await figures(of: written)
    var card = card
    card.steps = step
    if let before = curve.first?.judged {
      card.figures = PhotoCard.Figures(pieces: judgedPieces, before: before, levels: levels)
    }
    var writer = SafeTensorsWriter()
    try writer.set(card, PhotoCard.key)
    writer.metadata["steps"] = "\(step)"
    if let noise = plan.noise { writer.metadata[DenoisingLevels.key] = DenoisingLevels(noise).text }
    let weights = model.weights(of: averaged, metadata: writer.metadata)
    return (try await weights.file(postFilter: postFilter(of: written.file())), card)
  }

  /// The post-filter of a model.
  private func postFilter(of file: [UInt8]) async throws -> [Int16]? {
    guard let count = plan.filterPieces else { return nil }
    let fit = PostFilterFit(model: try PhotoModel(file: file))
    return await fit.weights(
      on: try data.filterPieces(count, crop: plan.crop, seed: plan.seed),
      size: PhotoSize(width: plan.crop, height: plan.crop), threads: threads)
  }
}
