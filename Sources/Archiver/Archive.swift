import Bytes
import Container
import Files
import Networks

/// An archive open to read. Opening reads its ends only; no model is needed to list it.
public struct Archive: Sendable {
  let reader: ArchiveReader
  let models: PictureModels
  /// Bytes of the whole archive.
  public let byteCount: Int

  /// - Parameters:
  ///   - path: of the archive, as bytes
  ///   - models: model files beside those built in
  public init(path: [UInt8], models: [[UInt8]] = []) throws {
    let file = try InputFile(path: path, followingLinks: true)
    reader = try ArchiveReader(file)
    byteCount = file.count
    self.models = PictureModels(extra: models)
  }

  /// The version of the format, as in "1.0".
  public var version: String { "\(reader.version)" }

  /// The models the archive names.
  public var modelNames: [ModelName] {
    reader.models.map {
      ModelName(
        name: displayName(of: Array($0.name.utf8)), digest: $0.digest.description,
        isEmbedded: $0.isEmbedded)
    }
  }

  func codec(for picture: PictureInfo) throws -> PictureCodec {
    guard reader.models.indices.contains(picture.model) else {
      throw ArchiverError.unknownModel(name: "number \(picture.model)", digest: "unlisted")
    }
    return try models.codec(reader.models[picture.model]) { [reader] digest in
      do throws(ArchiveError) {
        return try reader.embeddedModel(digest)
      } catch .modelNotFound {
        return nil
      }
    }
  }
}

/// A model as an archive names it.
public struct ModelName: Sendable, Codable, Equatable {
  /// For people.
  public let name: String
  /// SHA-256 of the model file, 64 hexadecimal digits.
  public let digest: String
  /// Whether the file travels inside the archive.
  public let isEmbedded: Bool
}
