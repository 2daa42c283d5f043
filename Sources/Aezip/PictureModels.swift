import Bytes
import Container
import Files
import Networks
import PictureCodec
import Synchronization

/// The models at hand: those built in, and those a user or an archive brings.
///
/// A model is read from its file once, when it is first needed.
final class PictureModels: Sendable {
  private let loaded = Mutex<[Digest: PictureCodec]>([:])
  private let extra: [Digest: [UInt8]]

  /// - Parameter extra: model files beside those built in
  init(extra: [[UInt8]] = []) {
    self.extra = Dictionary(
      extra.map { (Digest(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The models built in, newest first, as that is the one most archives have.
  private static let builtIn = BuiltInModel.all.reversed().map { DigestedModel($0) }

  /// The model new archives are written with.
  static var newest: (digest: Digest, name: String) { (builtIn[0].digest, builtIn[0].model.name) }

  private static func builtIn(_ digest: Digest) -> BuiltInModel? {
    builtIn.first { $0.digest == digest }?.model
  }

  /// The model built in whose file that is; nil for others.
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

  /// Where the model with that digest is, as far as no archive brings it.
  func place(of digest: Digest) -> ModelSummary.Place? {
    if Self.builtIn(digest) != nil { return .builtIn }
    return extra[digest] == nil ? nil : .given
  }

  /// The codec whose model file has that digest.
  ///
  /// - Parameter embedded: gives the file if it travels inside an archive; asked last
  /// - Throws: ``ArchiverError/unknownModel(name:digest:)`` if it is not at hand
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
        throw ArchiverError.unknownModel(
          name: name, digest: reference.digest.description)
      }
      let codec: PictureCodec
      do {
        codec = try PictureCodec(file: found, base: file)
      } catch ModelError.missingBase(let digest) {
        throw ArchiverError.missingBase(model: name, digest: digest.description)
      } catch let error as ModelError {
        throw ArchiverError.badModel(name: name, reason: "\(error)")
      }
      codecs[reference.digest] = codec
      return codec
    }
  }
}

/// A model built in, and the digest of its file: the one on record, or one that is computed when it is
/// first asked for.
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
