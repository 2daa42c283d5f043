import Bytes
import Container
import Files
import PictureCodec
import SystemPackage

/// An archive opened for reading. Opening reads only its index, and listing needs no model.
///
/// ```swift
/// let archive = try Archive(path: "photos.aez")
/// for entry in try archive.entries() { print(entry.name, entry.size) }
/// let pixels = try archive.pixels(of: "Photos/sea.png")
/// ```
public struct Archive: Sendable {
  let reader: ArchiveReader
  let models: PictureModels
  /// The size of the archive in bytes, encryption included.
  public private(set) var byteCount: Int
  /// Whether a passphrase was needed to open it.
  public private(set) var isEncrypted = false

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: the archive's path
  ///   - models: model files besides the built-in ones
  ///   - limit: the most bytes that one entry may decode to, which guards against decompression
  ///     bombs. A picture counts four bytes for each pixel, a table or JPEG file its own bytes,
  ///     and any other entry those of the block that it shares. A model may take a quarter of the
  ///     limit.
  ///   - passphrase: evaluated only if the archive is encrypted
  /// - Throws: errors of the kinds in ``ErrorKind``, ``AezipError/needsPassphrase`` and
  ///   ``AezipError/wrongPassphrase`` among them
  public init(
    path: FilePath, models: [[UInt8]] = [], limit: Int = Archive.standardLimit,
    passphrase: @autoclosure () throws -> String? = nil
  ) throws {
    try self.init(
      path: path.bytes, models: models, limit: limit, passphrase: try passphrase())
  }

  /// Opens an archive in memory.
  ///
  /// - Parameters:
  ///   - bytes: the whole archive
  ///   - models: see ``init(path:models:limit:passphrase:)``
  ///   - limit: see ``init(path:models:limit:passphrase:)``
  ///   - passphrase: see ``init(path:models:limit:passphrase:)``
  /// - Throws: see ``init(path:models:limit:passphrase:)``
  public init(
    bytes: [UInt8], models: [[UInt8]] = [], limit: Int = Archive.standardLimit,
    passphrase: @autoclosure () throws -> String? = nil
  ) throws {
    try self.init(opening: bytes, models, limit, passphrase)
  }

  /// Opens a file whose path is given as bytes.
  package init(
    path: [UInt8], models: [[UInt8]] = [], limit: Int = Archive.standardLimit,
    passphrase: @autoclosure () throws -> String? = nil
  ) throws {
    let file = try InputFile(path: path, followingLinks: true)
    try self.init(opening: file, models, limit, passphrase)
  }

  /// Whether the file at a path begins like an archive that is not encrypted.
  package static func isPlain(_ path: [UInt8]) throws -> Bool {
    let file = try InputFile(path: path, followingLinks: true)
    let magic = ArchivePreamble.magic
    return try file.count >= magic.count && file.read(at: 0, count: magic.count) == magic
  }

  private init(
    opening file: any ByteSource, _ models: [[UInt8]], _ limit: Int,
    _ passphrase: () throws -> String?
  ) throws {
    let source = try ArchiveSource(file, passphrase: passphrase)
    try self.init(source.bytes, models: models, limit: limit)
    byteCount = file.count
    isEncrypted = source.decrypted != nil
  }

  /// The default limit in bytes, which suffices for every archive that this program makes.
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

  /// Whether a model or its base is among the missing ones.
  func needs(_ model: ModelReference, among missing: Set<Digest>) -> Bool {
    if missing.contains(model.digest) { return true }
    do {
      _ = try codec(of: model)
      return false
    } catch AezipError.missingBase(_, let digest) {
      return missing.contains { $0.description == digest }
    } catch {
      return false
    }
  }

  /// The version of the format, as in "1.0".
  public var version: String { "\(reader.version)" }

  /// The models that the archive names, in its order.
  public var modelNames: [ModelName] {
    reader.models.map {
      ModelName(
        name: displayName(of: Array($0.name.utf8)), digest: $0.digest.description,
        isEmbedded: $0.isEmbedded)
    }
  }

  func codec(for picture: PictureInfo) throws -> PictureCodec {
    guard reader.models.indices.contains(picture.model) else {
      throw AezipError.unknownModel(name: "number \(picture.model)", digest: "unlisted")
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
  /// The display name.
  public let name: String
  /// SHA-256 of the model file, 64 hexadecimal digits.
  public let digest: String
  /// Whether the archive contains the model file.
  public let isEmbedded: Bool
}
