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
    /// How many the model was trained for.
    let levels: Int
    var level: Level

    /// The highest level.
    var top: Level { Level(share: 1, levels: levels) }

    func at(_ level: Level) -> Self {
      var choice = self
      choice.level = level
      return choice
    }
  }

  /// A model that is for a picture.
  enum Candidate: Sendable {
    /// The codes are known, and as good as they are.
    case learned([Int16], Choice<ObjectCodec>)
    case objects(Choice<ObjectCodec>)
    case photo(Choice<PhotoCodec>)
  }

  /// Those learned, then the one given, then the one built in.
  let listed: [ArchiveModel]
  private let learned: [Learned]
  /// For pictures of its shape.
  private var objects: Choice<ObjectCodec>?
  /// For all others.
  private var photo: Choice<PhotoCodec>

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
      listed.append(try ArchiveModel(name: model.name, file: model.file))
      let choice = Choice(
        codec: codec, index: listed.count - 1, levels: codec.model.levels,
        level: Level(rawValue: 0))
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
      listed.append(try ArchiveModel(name: "given", file: file ?? []))
    case .objects(let codec):
      let (model, content) = try Self.travelling(codec.model, file ?? [])
      objects = Self.choice(ObjectCodec(model: model), model.levels, listed.count, quality)
      listed.append(try ArchiveModel(name: "given", file: content))
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
    Choice(
      codec: codec, index: index, levels: levels,
      level: Level(quality: quality, levels: levels))
  }

  /// The same, with pictures at a share 0…1 of the way from the lowest level to the highest.
  func at(share: Double) -> PackModels {
    var models = self
    models.photo.level = Level(share: share, levels: photo.levels)
    models.objects?.level = Level(share: share, levels: objects?.levels ?? 1)
    return models
  }

  /// Steps of 1/256 level from the lowest to the highest.
  var steps: Int { Int(photo.top.rawValue) }

  /// Whether a picture has a model of its shape.
  func hasOwn(_ image: Image) -> Bool {
    if case .photo = candidates(for: image)[0] { false } else { true }
  }

  /// The quality 0…100 of pictures at the level they get.
  var quality: Double { photo.level.quality(levels: photo.levels) }

  /// The models for a picture, the best suited first.
  func candidates(for image: Image) -> [Candidate] {
    var found: [Candidate] = []
    if !learned.isEmpty {
      let key = LearnedModel.Key(image)
      let model = learned.first { $0.codes[key] != nil && $0.choice.codec.fits(image) }
      if let model, let codes = model.codes[key] { found.append(.learned(codes, model.choice)) }
    }
    if let objects, objects.codec.fits(image) { found.append(.objects(objects)) }
    return found + [.photo(photo)]
  }

  /// What to say where no picture had the shape of the model that was given.
  ///
  /// - Parameter used: places of the models that pictures have
  func note(used: Set<Int>) -> Problem? {
    guard let objects, !used.contains(objects.index) else { return nil }
    return Problem(
      message:
        "the model given is of pictures of \(objects.codec.model.shape), and none was packed "
        + "with it; it lies in the archive all the same", kind: nil)
  }

  /// The version of the format it takes to read what is written with these.
  var version: FormatVersion {
    max(
      objects == nil && learned.isEmpty ? .first : .groups,
      listed.map(\.version).max() ?? .first)
  }
}

extension ArchiveModel {
  /// A model file that travels inside the archive, its tensors of bytes coded as matrices.
  init(name: String, file: [UInt8]) throws(ArchiveError) {
    let matrices = (try? SafeTensors(file))?.byteMatrices ?? []
    try self.init(
      name: name, content: file,
      matrices: matrices.map {
        ByteMatrix(range: $0.range, columns: $0.columns, isSigned: $0.isSigned)
      })
  }
}
