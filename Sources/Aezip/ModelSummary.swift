import Container
import Networks

/// A model an archive names, and whether it is at hand.
public struct ModelSummary: Sendable, Equatable {
  /// Where a model's file is.
  public enum Place: String, Sendable, Codable {
    case builtIn
    case insideArchive
    /// Among the files given when the archive was opened.
    case given
    /// Nowhere: pictures that need it cannot be decoded.
    case unknown
  }

  /// What the archive says of it.
  public let model: ModelName
  /// Where its file is.
  public let place: Place
  /// Quality levels it was trained for; nil if it is not at hand or damaged.
  public let levels: Int?
}

extension Archive {
  /// The models the archive names, each with where its file is.
  public var modelSummaries: [ModelSummary] {
    zip(reader.models, modelNames).map { reference, name in
      let codec = try? models.codec(reference) { [reader] in try? reader.embeddedModel($0) }
      let place: ModelSummary.Place =
        if let known = models.place(of: reference.digest) {
          known
        } else {
          reference.isEmbedded ? .insideArchive : .unknown
        }
      return ModelSummary(
        model: name, place: place, levels: codec?.levels)
    }
  }
}

extension ModelSummary {
  /// The quality 0…100 of pictures stored at `level`; nil if the model is not at hand.
  public func quality(ofLevel level: Double) -> Double? {
    levels.map {
      QualityLevel(index: Int(level * 256), conditioning: .interpolated).quality(levels: $0)
    }
  }
}
