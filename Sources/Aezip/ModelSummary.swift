import Container
import Networks

/// A model that an archive names, and the location of its file.
public struct ModelSummary: Sendable, Equatable {
  /// The location of a model's file.
  public enum Location: String, Sendable, Codable {
    /// The program contains it.
    case builtIn
    /// The archive contains it.
    case insideArchive
    /// It is among the files given when the archive was opened.
    case given
    /// It is missing: pictures that need it cannot be decoded.
    case unknown
  }

  /// The name and digest in the archive.
  public let model: ModelName
  /// The location of its file.
  public let location: Location
  /// The number of trained levels; nil if the model is missing or damaged.
  public let levels: Int?
}

extension Archive {
  /// The models that the archive names, with the locations of their files.
  public var modelSummaries: [ModelSummary] {
    zip(reader.models, modelNames).map { reference, name in
      let codec = try? models.codec(reference) { [reader] in try? reader.embeddedModel($0) }
      let location: ModelSummary.Location =
        if let known = models.location(of: reference.digest) {
          known
        } else {
          reference.isEmbedded ? .insideArchive : .unknown
        }
      return ModelSummary(
        model: name, location: location, levels: codec?.levels)
    }
  }
}

extension ModelSummary {
  /// The quality 0…100 of pictures stored at `level`; nil if the model is missing.
  public func quality(ofLevel level: Double) -> Double? {
    levels.map {
      QualityLevel(index: Int(level * 256), conditioning: .interpolated).quality(levels: $0)
    }
  }
}
