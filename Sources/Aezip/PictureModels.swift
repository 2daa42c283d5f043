import Bytes
import Container
import Files
import Networks
import PictureCodec
import Synchronization

/// All available models: built-in ones, and those of a user or an archive.
///
/// A model file is parsed once, on first use.
final class PictureModels: Sendable {
  private let loaded = Mutex<[Digest: PictureCodec]>([:])
  private let extra: [Digest: [UInt8]]

  /// - Parameter extra: model files besides the built-in ones
  init(extra: [[UInt8]] = []) {
    self.extra = Dictionary(
      extra.map { (Digest(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The built-in models, newest first, as most archives use that one.
  private static let builtIn = BuiltInModel.all.reversed().map { DigestedModel($0) }

  /// The model new archives are written with.
  static var newest: (digest: Digest, name: String) { (builtIn[0].digest, builtIn[0].model.name) }

  private static func builtIn(_ digest: Digest) -> BuiltInModel? {
    builtIn.first { $0.digest == digest }?.model
  }

  /// The built-in model with this file; nil for others.
  static func builtIn(_ file: [UInt8]) -> (digest: Digest, name: String)? {
    let digest = Digest(of: file)
    return builtIn(digest).map { (digest, $0.name) }
  }

  /// The codec new archives are written with.
  var newestCodec: PhotoCodec {
    get throws {
      let (digest, name) = Self.newest
      let reference = ModelReference(digest: digest, name: name, isEmbedded: false)
      guard case .photo(let codec) = try codec(reference) else {
        preconditionFailure("the newest model is one of photographs")
      }
      return codec
    }
  }

  /// The location of the model with a digest; nil unless it is built in or given. An archive may
  /// contain it all the same.
  func location(of digest: Digest) -> ModelSummary.Location? {
    if Self.builtIn(digest) != nil { return .builtIn }
    return extra[digest] == nil ? nil : .given
  }

  /// The codec of a model.
  ///
  /// - Parameter embedded: returns the file if an archive contains it; called last
  /// - Throws: ``AezipError/unknownModel(name:digest:)`` if the model is missing
  func codec(
    _ reference: ModelReference, embedded: (Digest) throws -> [UInt8]? = { _ in nil }
  ) throws -> PictureCodec {
    let name = displayName(of: Array(reference.name.utf8))
    return try loaded.withLock { codecs in
      if let codec = codecs[reference.digest] { return codec }
      func file(_ digest: Digest) throws -> [UInt8]? {
        try Self.builtIn(digest)?.file ?? extra[digest] ?? embedded(digest)
      }
      guard let found = try file(reference.digest) else {
        throw AezipError.unknownModel(
          name: name, digest: reference.digest.description)
      }
      let codec: PictureCodec
      do {
        codec = try PictureCodec(file: found, base: file)
      } catch ModelError.missingBase(let digest) {
        throw AezipError.missingBase(model: name, digest: digest.description)
      } catch let error as ModelError {
        throw AezipError.badModel(name: name, reason: "\(error)")
      }
      codecs[reference.digest] = codec
      return codec
    }
  }
}

/// A built-in model and its file's digest, recorded or computed on first use.
private final class DigestedModel: Sendable {
  let model: BuiltInModel
  private let known: Mutex<Digest?>

  init(_ model: BuiltInModel) {
    self.model = model
    known = Mutex(model.recordedDigest)
  }

  var digest: Digest {
    known.withLock { known in
      let digest = known ?? Digest(of: model.file)
      known = digest
      return digest
    }
  }
}

extension Archive {
  /// The model that new archives are written with.
  public static var newestModel: ModelName {
    let (digest, name) = PictureModels.newest
    return ModelName(name: name, digest: digest.description, isEmbedded: false)
  }
}
