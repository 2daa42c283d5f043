import Container
import Images
import Networks

/// The models an archive is packed with, as it lists them.
struct PackModels: Sendable {
  /// A codec, where its model is in the list, and the level pictures get.
  struct Choice<Codec: Sendable>: Sendable {
    let codec: Codec
    let index: Int
    let level: Level
  }

  let listed: [ArchiveModel]
  /// For pictures of its shape.
  private let objects: Choice<ObjectCodec>?
  /// For all others.
  let photo: Choice<PhotoCodec>

  /// - Parameter file: a model file to use where it can, instead of the built-in model
  init(file: [UInt8]?, quality: Double) throws {
    let newest = PictureModels.newest
    let builtIn = ArchiveModel(name: newest.name, digest: newest.digest)
    let given = try file.map { file throws(ArchiverError) in try Self.codec(ofGiven: file) }
    switch given {
    case .photo(let codec):
      objects = nil
      photo = Self.choice(codec, codec.model.configuration.levels, 0, quality)
      listed = [ArchiveModel(name: "given", content: file ?? [])]
    case .objects(let codec):
      let (model, content) = try Self.travelling(codec.model, file ?? [])
      objects = Self.choice(ObjectCodec(model: model), model.levels, 0, quality)
      photo = try Self.builtIn(1, quality)
      listed = [ArchiveModel(name: "given", content: content), builtIn]
    case nil:
      objects = nil
      photo = try Self.builtIn(0, quality)
      listed = [builtIn]
    }
  }

  private static func codec(ofGiven file: [UInt8]) throws(ArchiverError) -> PictureCodec {
    do {
      return try PictureCodec(file: file)
    } catch {
      throw .badModel(name: "given", reason: "\(error)")
    }
  }

  private static func builtIn(_ index: Int, _ quality: Double) throws -> Choice<PhotoCodec> {
    let codec = try PictureModels().newestCodec
    return choice(codec, codec.model.configuration.levels, index, quality)
  }

  /// What travels with the archive of a model of objects, and the model to encode with: its
  /// encoder before the decoder that readers will have.
  private static func travelling(
    _ model: ObjectModel, _ file: [UInt8]
  ) throws -> (model: ObjectModel, content: [UInt8]) {
    guard model.isOfPictures else {
      throw ArchiverError.badModel(name: "given", reason: "codes numbers, not pictures")
    }
    guard model.canEncode else {
      throw ArchiverError.badModel(
        name: "given", reason: "only decodes; give the file that `aezip train` wrote")
    }
    let content = try ObjectModel.decodingFile(of: file)
    return (try ObjectModel(file: content).encoding(with: model), content)
  }

  private static func choice<Codec>(
    _ codec: Codec, _ levels: Int, _ index: Int, _ quality: Double
  ) -> Choice<Codec> {
    Choice(codec: codec, index: index, level: Level(quality: quality, levels: levels))
  }

  /// The codec of pictures of its shape, if it is this one's.
  func objects(for image: Image) -> Choice<ObjectCodec>? {
    objects.flatMap { $0.codec.fits(image) ? $0 : nil }
  }

  /// The version of the format it takes to read what is written with these.
  var version: FormatVersion { objects == nil ? .first : .groups }
}
