import Container
import Entropy
import Images
import Networks
import PictureCodec

/// The models an archive is packed with, as it lists them.
struct PackModels: Sendable {
  /// A codec, where its model is in the list, and the level pictures get.
  struct Choice<Codec: Sendable>: Sendable {
    let codec: Codec
    let index: Int
    /// How many the model was trained for.
    let levels: Int
    /// Between two of them.
    let conditioning: QualityLevel.Conditioning
    var level: QualityLevel

    /// Position of the highest level.
    var top: Int { QualityLevel.trained(levels - 1).index }

    /// The same at the level of a position.
    func at(_ position: Int) -> Self {
      var choice = self
      choice.level = QualityLevel(index: position, conditioning: conditioning)
      return choice
    }

    /// The same at a share 0…1 of the way from the lowest level to the highest.
    func at(share: Double) -> Self {
      at(QualityLevel(share: share, levels: levels, conditioning: conditioning).index)
    }

    /// The same of another codec of the model.
    func map<Failure>(
      _ change: (Codec) throws(Failure) -> Codec
    ) throws(Failure) -> Self {
      Choice(
        codec: try change(codec), index: index, levels: levels, conditioning: conditioning,
        level: level)
    }
  }

  /// A model that is for a picture.
  enum Candidate: Sendable {
    /// The codes are known, and as good as they are.
    case learned([Int16], Choice<SampleCodec>)
    case objects(Choice<SampleCodec>)
    case photo(Choice<PhotoCodec>)

    /// The same without a look for better codes.
    var unrefined: Candidate {
      guard case .photo(let choice) = self else { return self }
      return .photo(choice.map(\.unrefined))
    }
  }

  /// Those learned, those adapted, then the one given, then the one built in.
  let listed: [ArchiveModel]
  private let learned: [Learned]
  private var adapted: [Adapted]
  /// For pictures of its shape.
  private var objects: Choice<SampleCodec>?
  /// For all others.
  private var photo: Choice<PhotoCodec>

  private struct Learned: Sendable {
    let choice: Choice<SampleCodec>
    let codes: [LearnedModel.Key: [Int16]]
  }

  private struct Adapted: Sendable {
    var choice: Choice<PhotoCodec>
    let paths: Set<[UInt8]>
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
        conditioning: .interpolated,
        level: .trained(0))
      return Learned(choice: choice, codes: model.codes)
    }
    adapted = try options.adapted.map { model in
      listed.append(try ArchiveModel(name: model.name, file: model.file))
      let levels = model.model.configuration.levels
      let choice = Choice(
        codec: PhotoCodec(model: model.model), index: listed.count - 1, levels: levels,
        conditioning: .nearest,
        level: model.level ?? QualityLevel(quality: quality, levels: levels, conditioning: .nearest)
      )
      return Adapted(choice: choice, paths: model.paths)
    }
    let newest = PictureModels.newest
    let builtIn = ArchiveModel(name: newest.name, digest: newest.digest)
    let given = try file.map { file throws(ArchiverError) in
      try Self.codec(ofGiven: file, name: "given")
    }
    switch given {
    case .photo(let codec):
      objects = nil
      photo = Self.choice(
        codec, codec.model.configuration.levels, listed.count, quality, .nearest)
      listed.append(try Self.given(file ?? []))
    case .objects(let codec):
      let (model, content) = try Self.travelling(codec.model, file ?? [])
      objects = Self.choice(
        SampleCodec(model: model), model.levels, listed.count, quality, .interpolated)
      listed.append(try ArchiveModel(name: "given", file: content))
      photo = try Self.builtIn(listed.count, quality)
      listed.append(builtIn)
    case nil:
      objects = nil
      photo = try Self.builtIn(listed.count, quality)
      listed.append(builtIn)
    }
    self.listed = listed
    switch options.codeChoice {
    case .nearest:
      photo = photo.map(\.nearest)
      for place in adapted.indices { adapted[place].choice = adapted[place].choice.map(\.nearest) }
    case .rounded: break
    case .refined(let maker): try refine(with: maker, options)
    }
  }

  /// A model that a user gave; one that every reader has need not travel.
  private static func given(_ file: [UInt8]) throws -> ArchiveModel {
    if let (digest, name) = PictureModels.builtIn(file) {
      return ArchiveModel(name: name, digest: digest)
    }
    return try ArchiveModel(name: "given", file: file)
  }

  /// Gives the codecs of photographs refiners.
  private mutating func refine(
    with maker: RefinerMaker, _ options: PackOptions
  ) throws(ArchiverError) {
    guard let base = options.photoModel?.file else { return }
    func refined(_ codec: PhotoCodec, _ changes: [UInt8]?) throws(ArchiverError) -> PhotoCodec {
      do {
        return PhotoCodec(model: codec.model, refiner: try maker(codec.model, base, changes))
      } catch {
        throw .badModel(
          name: "given",
          reason: "does not say what its levels were trained for (\(error)); leave out --effort")
      }
    }
    photo = try photo.map { codec throws(ArchiverError) in try refined(codec, nil) }
    for (place, model) in options.adapted.enumerated() {
      adapted[place].choice = try adapted[place].choice.map { codec throws(ArchiverError) in
        try refined(codec, model.file)
      }
    }
  }

  private static func codec(of model: LearnedModel) throws(ArchiverError) -> SampleCodec {
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
      guard try SafeTensors(file).metadata[DenoisingLevels.key] == nil else {
        throw ArchiverError.badModel(
          name: name, reason: "takes noise out of pictures, and codes none; give one that codes")
      }
      return try PictureCodec(file: file)
    } catch let error as ArchiverError {
      throw error
    } catch ModelError.missingBase {
      throw .badModel(name: name, reason: "only decodes; it was learned while a folder was packed")
    } catch {
      throw .badModel(name: name, reason: "\(error)")
    }
  }

  private static func builtIn(_ index: Int, _ quality: Double) throws -> Choice<PhotoCodec> {
    let codec = try PictureModels().newestCodec
    return choice(codec, codec.model.configuration.levels, index, quality, .nearest)
  }

  /// What travels with the archive of a model of objects, and the model to encode with: its
  /// encoder before the decoder that readers will have.
  private static func travelling(
    _ model: SampleModel, _ file: [UInt8]
  ) throws -> (model: SampleModel, content: [UInt8]) {
    guard model.isOfPictures else {
      throw ArchiverError.badModel(name: "given", reason: "codes numbers, not pictures")
    }
    guard model.canEncode else {
      throw ArchiverError.badModel(
        name: "given", reason: "only decodes; give the file that `aezip train` wrote")
    }
    let content = try SampleModel.decodingFile(of: file)
    return (try SampleModel(file: content).encoding(with: model), content)
  }

  private static func choice<Codec>(
    _ codec: Codec, _ levels: Int, _ index: Int, _ quality: Double,
    _ conditioning: QualityLevel.Conditioning
  ) -> Choice<Codec> {
    Choice(
      codec: codec, index: index, levels: levels, conditioning: conditioning,
      level: QualityLevel(quality: quality, levels: levels, conditioning: conditioning))
  }

  /// The same, with pictures at a share 0…1 of the way from the lowest level to the highest.
  func at(share: Double) -> PackModels {
    var models = self
    models.photo = photo.at(share: share)
    for (place, model) in adapted.enumerated() {
      models.adapted[place].choice = model.choice.at(share: share)
    }
    models.objects = objects?.at(share: share)
    return models
  }

  /// Steps of 1/256 level from the lowest to the highest.
  var steps: Int { photo.top }

  /// Of those, where the level that pictures get is.
  var step: Int { photo.level.index }

  /// Whether a picture has a model of its shape.
  ///
  /// - Parameter path: of its file, as the system names it
  func hasOwn(_ picture: InputPicture, at path: [UInt8]) throws(ImageError) -> Bool {
    if case .photo = try candidates(for: picture, at: path)[0] { false } else { true }
  }

  /// The quality 0…100 of pictures at the level they get.
  var quality: Double { photo.level.quality(levels: photo.levels) }

  /// The models for a picture, the best suited first.
  ///
  /// - Parameter path: of its file, as the system names it
  func candidates(
    for picture: InputPicture, at path: [UInt8]
  ) throws(ImageError) -> [Candidate] {
    var found: [Candidate] = []
    let fitting = learned.filter { $0.choice.codec.fits(picture.shape) }
    if !fitting.isEmpty {
      let key = LearnedModel.Key(try picture.image())
      let model = fitting.first { $0.codes[key] != nil }
      if let model, let codes = model.codes[key] { found.append(.learned(codes, model.choice)) }
    }
    if let objects, objects.codec.fits(picture.shape) { found.append(.objects(objects)) }
    found += adapted.filter { $0.paths.contains(path) }.map { .photo($0.choice) }
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
  ///
  /// - Parameters:
  ///   - hasPictures: whether there are any
  ///   - raisesLevels: whether they may get levels of their own
  func version(hasPictures: Bool, raisesLevels: Bool) -> FormatVersion {
    let photos = [photo] + adapted.map(\.choice)
    let isBetween = raisesLevels || photos.contains { $0.level.conditioning == .nearest }
    guard !hasPictures || !isBetween else { return .nearest }
    let others = listed.map(\.version).max() ?? .first
    let ofObjects = learned.map(\.choice.codec) + [objects?.codec].compactMap(\.self)
    guard !ofObjects.contains(where: { $0.model.bins == .logistic }) else { return .followed }
    guard adapted.isEmpty else { return max(.learned, others) }
    return max(objects == nil && learned.isEmpty ? .first : .groups, others)
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

extension PackOptions {
  /// The model that photographs are packed with, and how many levels it has; nil where the file
  /// given is no model at all.
  package var photoModel: (file: [UInt8], levels: Int)? {
    let builtIn = BuiltInModel.newest.file
    for file in [model, builtIn].compactMap(\.self) {
      guard let tensors = try? SafeTensors(file) else { return nil }
      if let sizes = try? PhotoConfiguration(metadata: tensors.metadata) {
        return (file, sizes.levels)
      }
    }
    return nil
  }
}
