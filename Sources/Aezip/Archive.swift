import Bytes
import Container
import Files
import PictureCodec

/// An archive open to read. Opening reads its ends only; no model is needed to list it.
public struct Archive: Sendable {
  let reader: ArchiveReader
  let models: PictureModels
  /// Bytes of the whole archive, as the file has them.
  public private(set) var byteCount: Int
  /// Whether a passphrase was needed to open it.
  public private(set) var isEncrypted = false

  /// - Parameters:
  ///   - path: of the archive, as bytes
  ///   - models: model files beside those built in
  ///   - limit: bytes that one object may decode to, lest a hostile archive of a few bytes take all
  ///     memory: a picture with four for each pixel, a table, what lies in one block with it. A
  ///     quarter of it is for a model.
  ///   - passphrase: of an encrypted archive; asked for only if it is one
  /// - Throws: errors of the kinds in ``ErrorKind``; ``ArchiverError/needsPassphrase`` and
  ///   ``ArchiverError/wrongPassphrase`` where that is so
  public init(
    path: [UInt8], models: [[UInt8]] = [], limit: Int = Archive.standardLimit,
    passphrase: @autoclosure () throws -> String? = nil
  ) throws {
    let file = try InputFile(path: path, followingLinks: true)
    let source = try ArchiveSource(file, passphrase: passphrase)
    try self.init(source.bytes, models: models, limit: limit)
    byteCount = file.count
    isEncrypted = source.decrypted != nil
  }

  /// Enough for all archives that this program makes.
  public static let standardLimit = DecodeLimits.standard.bytes

  package init(
    _ source: any ByteSource, models: [[UInt8]] = [], limit: Int = Archive.standardLimit
  ) throws {
    self.init(try ArchiveReader(source, limit: DecodeLimits(bytes: limit)), models: models)
  }

  init(_ reader: ArchiveReader, models: [[UInt8]] = []) {
    self.reader = reader
    byteCount = reader.source.count
    self.models = PictureModels(extra: models)
  }

  /// Whether a model is, or is adapted from, one of those that are not at hand.
  func needs(_ model: ModelReference, among missing: Set<Digest>) -> Bool {
    if missing.contains(model.digest) { return true }
    do {
      _ = try codec(of: model)
      return false
    } catch ArchiverError.missingBase(_, let digest) {
      return missing.contains { $0.description == digest }
    } catch {
      return false
    }
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
    return try codec(of: reader.models[picture.model])
  }

  private func codec(of model: ModelReference) throws -> PictureCodec {
    try models.codec(model) { [reader] digest in
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
