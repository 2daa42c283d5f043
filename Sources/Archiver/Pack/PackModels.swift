import Container
import Entropy
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

  /// Those learned, then the one given, then the one built in.
  let listed: [ArchiveModel]
  private let learned: [Learned]
  /// For pictures of its shape.
  private let objects: Choice<ObjectCodec>?
  /// For all others.
  let photo: Choice<PhotoCodec>

  private struct Learned: Sendable {
    let choice: Choice<ObjectCodec>
    let codes: [LearnedModel.Key: [Int16]]
  }

  /// - Throws: ``ArchiverError/badModel(name:reason:)``
  init(_ options: PackOptions) throws {
    let (file, quality) = (options.model, options.quality)
    var listed: [ArchiveModel] = []
    learned = try options.learned.map { model in
      let codec = try Self.codec(of: model)
      listed.append(ArchiveModel(name: model.name, content: model.file))
      let choice = Choice(codec: codec, index: listed.count - 1, level: Level(rawValue: 0))
      return Learned(choice: choice, codes: model.codes)
    }
    let newest = PictureModels.newest
    let builtIn = ArchiveModel(name: newest.name, digest: newest.digest)
    let given = try file.map { file throws(ArchiverError) in
      try Self.codec(ofGiven: file, name: "given")
    }
    switch given {
    case .photo(let codec):
      objects = nil
      photo = Self.choice(codec, codec.model.configuration.levels, listed.count, quality)
      listed.append(ArchiveModel(name: "given", content: file ?? []))
    case .objects(let codec):
      let (model, content) = try Self.travelling(codec.model, file ?? [])
      objects = Self.choice(ObjectCodec(model: model), model.levels, listed.count, quality)
      listed.append(ArchiveModel(name: "given", content: content))
      photo = try Self.builtIn(listed.count, quality)
      listed.append(builtIn)
    case nil:
      objects = nil
      photo = try Self.builtIn(listed.count, quality)
      listed.append(builtIn)
    }
    self.listed = listed
  }

  private static func codec(of model: LearnedModel) throws(ArchiverError) -> ObjectCodec {
    guard case .objects(let codec) = try codec(ofGiven: model.file, name: model.name),
      codec.model.isOfPictures,
      model.codes.values.allSatisfy({ $0.count == codec.model.latents })
    else { throw .badModel(name: model.name, reason: "is not one of pictures of one shape") }
    return codec
  }

  private static func codec(
    ofGiven file: [UInt8], name: String
  ) throws(ArchiverError) -> PictureCodec {
    do {
      return try PictureCodec(file: file)
    } catch {
      throw .badModel(name: name, reason: "\(error)")
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

  /// The codes of a picture, by the first of the models that is for it.
  func coded(_ image: Image, coder: Coder) -> CodedPicture {
    if !learned.isEmpty {
      let key = LearnedModel.Key(image)
      for model in learned {
        guard let codes = model.codes[key], model.choice.codec.fits(image) else { continue }
        return CodedPicture(codes, model.choice, coder: coder)
      }
    }
    if let objects, objects.codec.fits(image) {
      let codes = objects.codec.codes(of: image, level: objects.level)
      return CodedPicture(codes, objects, coder: coder)
    }
    return CodedPicture(image, photo, coder: coder)
  }

  /// The version of the format it takes to read what is written with these.
  var version: FormatVersion { objects == nil && learned.isEmpty ? .first : .groups }
}
