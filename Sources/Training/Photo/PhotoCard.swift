import FoundationEssentials
import Networks

/// The metadata that the file of a trained photo model holds about itself, as JSON.
package struct PhotoCard: Sendable, Equatable, Codable {
  /// The training photographs.
  package struct Data: Sendable, Equatable, Codable {
    /// The SHA-256 of names and files, as hexadecimal digits.
    package let digest: String
    /// The number of training photographs.
    package let trained: Int
    /// The number of held-out photographs.
    package let heldOut: Int

    package init(digest: String, trained: Int, heldOut: Int) {
      self.digest = digest
      self.trained = trained
      self.heldOut = heldOut
    }
  }

  /// The model that was fine-tuned.
  package struct Origin: Sendable, Equatable, Codable {
    package let name: String
    /// The SHA-256 of its file, as hexadecimal digits.
    package let digest: String

    package init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  /// Means over crops of the evaluated photographs, with rounded latents.
  package struct Figures: Sendable, Equatable, Codable {
    /// The number of crops, one per photograph.
    package let pieces: Int
    /// The mean over all levels before the first step.
    package let before: PhotoFigures
    /// The mean over all levels with the file's weights.
    package let after: PhotoFigures
    /// The figures of each level with the file's weights.
    package let levels: [PhotoFigures]

    package init(pieces: Int, before: PhotoFigures, levels: [PhotoFigures]) {
      self.pieces = pieces
      self.before = before
      after = PhotoFigures(meanOf: levels)
      self.levels = levels
    }
  }

  /// The version of the program.
  package let program: String
  package let plan: PhotoPlan
  package let data: Data
  /// The fine-tuned model; nil if training began from scratch.
  package let from: Origin?
  /// The number of steps made.
  package var steps: Int
  /// The evaluation; nil until the run is finished.
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

  /// The metadata key of the card.
  package static let key = "aezip-card"

  /// Reads the card in a photo model's metadata; nil if there is none that this program
  /// understands.
  package init?(metadata: [String: String]) {
    guard let text = metadata[Self.key] else { return nil }
    let bytes = FoundationEssentials.Data(text.utf8)
    guard let card = try? JSONDecoder().decode(PhotoCard.self, from: bytes) else { return nil }
    self = card
  }
}

extension PhotoRun {
  /// Writes a finished run as a photo model's file with its card.
  ///
  /// - Parameter card: the run's card; steps and figures are filled in
  /// - Throws: `ModelError` if the weights do not form a model, `PhotoSourceError` if photographs
  ///   cannot be read.
  package func file(_ card: PhotoCard) async throws -> (bytes: [UInt8], card: PhotoCard) {
    let model = task.objective.model
    // A file holds weights in 16 bits, so the figures are measured with those.
    let written = try PhotoWeights(file: model.weights(of: task.averaged).file())
    let levels = await task.figures(of: written)
    var card = card
    card.steps = step
    if let before = curve.first?.evaluation {
      card.figures = PhotoCard.Figures(
        pieces: task.evaluationPieces, before: before, levels: levels)
    }
    var writer = SafeTensorsWriter()
    try writer.set(card, PhotoCard.key)
    writer.metadata["steps"] = "\(step)"
    if let noise = task.plan.noise {
      writer.metadata[DenoisingLevels.key] = DenoisingLevels(noise).text
    }
    let weights = model.weights(of: task.averaged, metadata: writer.metadata)
    return (try await weights.file(postFilter: task.postFilter(of: written.file())), card)
  }
}

extension PhotoTask {
  /// Fits the post-filter of a model.
  fileprivate func postFilter(of file: [UInt8]) async throws -> [Int16]? {
    guard let count = plan.filterPieces else { return nil }
    let fit = PostFilterFit(model: try PhotoModel(file: file))
    return await fit.weights(
      on: try data.filterPieces(count, crop: plan.crop, seed: plan.seed),
      size: PhotoSize(width: plan.crop, height: plan.crop), threads: threads)
  }
}
