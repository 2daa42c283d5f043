import Container
import Entropy
import FittedCodec
import Images
import Networks
import PictureCodec

/// How networks are fitted to pictures.
struct FittingPlan: Sendable {
  /// Of gradient descent, for each tile.
  let steps: Int
  /// The tiles of a picture that are fitted at a time.
  var threads = 1
  /// Receives the share of the steps that are done.
  var report: (@Sendable (Double) -> Void)?
}

/// The models an archive is packed with, as it lists them.
struct PackModels: Sendable {
  /// A codec, its model's index in the list, and the level of pictures.
  struct Choice<Codec: Sendable>: Sendable {
    let codec: Codec
    let index: Int
    /// The number of trained levels.
    let levels: Int
    /// The conditioning between two levels.
    let conditioning: QualityLevel.Conditioning
    var level: QualityLevel
    /// Steps of 1/256 level beyond the highest level; 0 below it.
    var beyond = 0
    /// How a network is fitted to each picture; nil for none.
    var fitting: FittingPlan?

    /// The index of the highest level.
    var top: Int { QualityLevel.trained(levels - 1).index }

    /// The same at another level index, or beyond the highest one.
    func at(_ position: Int) -> Self {
      var choice = self
      choice.level = QualityLevel(index: min(position, top), conditioning: conditioning)
      choice.beyond = max(position - top, 0)
      return choice
    }

    /// The same at a share of the way from the lowest level to the highest, 1 or above for levels
    /// beyond.
    func at(share: Double) -> Self { at(Int((max(share, 0) * Double(top)).rounded())) }

    /// The same with another codec of the model.
    func map<Failure>(
      _ change: (Codec) throws(Failure) -> Codec
    ) throws(Failure) -> Self {
      Choice(
        codec: try change(codec), index: index, levels: levels, conditioning: conditioning,
        level: level, beyond: beyond, fitting: fitting)
    }
  }

  /// A model that suits a picture.
  enum Candidate: Sendable {
    /// The latents are known, and levels do not change them.
    case learned([Int16], Choice<SampleCodec>)
    case objects(Choice<SampleCodec>)
    case photo(Choice<PhotoCodec>)

    /// The same without refinement.
    var unrefined: Candidate {
      guard case .photo(let choice) = self else { return self }
      var unrefined = choice.map(\.unrefined)
      unrefined.fitting = nil
      return .photo(unrefined)
    }
  }

  /// Learned models, adapted ones, the given one, then the built-in one.
  let listed: [ArchiveModel]
  private let learned: [Learned]
  private var adapted: [Adapted]
  /// The given model for pictures of its shape.
  private var objects: Choice<SampleCodec>?
  /// The model for all other pictures.
  private var photo: Choice<PhotoCodec>

  private struct Learned: Sendable {
    let choice: Choice<SampleCodec>
    let symbols: [LearnedModel.Key: [Int16]]
  }

  private struct Adapted: Sendable {
    var choice: Choice<PhotoCodec>
    let paths: Set<[UInt8]>
  }

  /// - Throws: ``AezipError/badModel(name:reason:)``
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
      return Learned(choice: choice, symbols: model.symbols)
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
    let given = try file.map { file throws(AezipError) in
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
    photo.fitting = options.fitting
    switch options.latentQuantisation {
    case .nearest:
      photo = photo.map(\.nearest)
      for index in adapted.indices { adapted[index].choice = adapted[index].choice.map(\.nearest) }
    case .rounded: break
    case .refined(let maker): try refine(with: maker, options)
    }
  }

  /// The user's model. A built-in one is not embedded, as every reader has it.
  private static func given(_ file: [UInt8]) throws -> ArchiveModel {
    if let (digest, name) = PictureModels.builtIn(file) {
      return ArchiveModel(name: name, digest: digest)
    }
    return try ArchiveModel(name: "given", file: file)
  }

  /// Adds refiners to the codecs of photographs.
  private mutating func refine(
    with maker: RefinerMaker, _ options: PackOptions
  ) throws(AezipError) {
    guard let base = options.photoModel?.file else { return }
    func refined(_ codec: PhotoCodec, _ changes: [UInt8]?) throws(AezipError) -> PhotoCodec {
      do {
        return PhotoCodec(model: codec.model, refiner: try maker(codec.model, base, changes))
      } catch {
        throw .unusableModel(name: "given", .noLambdas(reason: "\(error)"))
      }
    }
    photo = try photo.map { codec throws(AezipError) in try refined(codec, nil) }
    for (index, model) in options.adapted.enumerated() {
      adapted[index].choice = try adapted[index].choice.map { codec throws(AezipError) in
        try refined(codec, model.file)
      }
    }
  }

  private static func codec(of model: LearnedModel) throws(AezipError) -> SampleCodec {
    guard case .objects(let codec) = try codec(ofGiven: model.file, name: model.name),
      codec.model.isOfPictures,
      model.symbols.values.allSatisfy({ $0.count == codec.model.latents })
    else { throw .unusableModel(name: model.name, .notOfOneShape) }
    return codec
  }

  private static func codec(
    ofGiven file: [UInt8], name: String
  ) throws(AezipError) -> PictureCodec {
    do {
      guard try SafeTensors(file).metadata[DenoisingLevels.key] == nil else {
        throw AezipError.unusableModel(name: name, .denoises)
      }
      return try PictureCodec(file: file)
    } catch let error as AezipError {
      throw error
    } catch ModelError.missingBase {
      throw .unusableModel(name: name, .isDelta)
    } catch {
      throw .badModel(name: name, reason: "\(error)")
    }
  }

  private static func builtIn(_ index: Int, _ quality: Double) throws -> Choice<PhotoCodec> {
    let codec = try PictureModels().newestCodec
    return choice(codec, codec.model.configuration.levels, index, quality, .nearest)
  }

  /// The embedded file of a model of fixed-shape samples, and the model to encode with: its encoder
  /// before the decoder that readers have.
  private static func travelling(
    _ model: SampleModel, _ file: [UInt8]
  ) throws -> (model: SampleModel, content: [UInt8]) {
    guard model.isOfPictures else {
      throw AezipError.unusableModel(name: "given", .notOfPictures)
    }
    guard model.canEncode else {
      throw AezipError.unusableModel(name: "given", .onlyDecodes)
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

  /// The same with another number of tiles of a picture that networks are fitted to at a time.
  func fittingTiles(atATime threads: Int) -> PackModels {
    var models = self
    models.photo.fitting?.threads = threads
    return models
  }

  /// Whether networks are fitted to pictures.
  var fits: Bool { photo.fitting != nil }

  /// The same with fitting that reports the share of it that is done.
  func fitting(report: @escaping @Sendable (Double) -> Void) -> PackModels {
    var models = self
    models.photo.fitting?.report = report
    return models
  }

  /// Bytes that fitting a network to a picture takes; 0 if none is.
  func fittingMemory(_ shape: ImageShape) -> Int {
    guard let fitting = photo.fitting else { return 0 }
    return fitting.threads * PictureFitting.memory(width: shape.width, height: shape.height)
  }

  /// The same at a share 0…1 of the way from the lowest level to the highest.
  func at(share: Double) -> PackModels {
    var models = self
    models.photo = photo.at(share: share)
    for (index, model) in adapted.enumerated() {
      models.adapted[index].choice = model.choice.at(share: share)
    }
    models.objects = objects?.at(share: share)
    return models
  }

  /// The number of 1/256 levels from the lowest to the highest.
  var steps: Int { photo.top }

  /// The number of those steps from the lowest level to the finest quality of all representations.
  var finestStep: Int { photo.finest }

  /// The current level in those steps.
  var step: Int { photo.level.index }

  /// Whether a picture has a model of its shape.
  ///
  /// - Parameter path: its file's path in the file system
  func hasOwn(_ picture: InputPicture, at path: [UInt8]) throws(ImageError) -> Bool {
    if case .photo = try candidates(for: picture, at: path)[0] { false } else { true }
  }

  /// The quality 0…100 of the current level.
  var quality: Double { photo.level.quality(levels: photo.levels) }

  /// The models that suit a picture, best first.
  ///
  /// - Parameter path: its file's path in the file system
  func candidates(
    for picture: InputPicture, at path: [UInt8]
  ) throws(ImageError) -> [Candidate] {
    var found: [Candidate] = []
    let fitting = learned.filter { $0.choice.codec.fits(picture.shape) }
    if !fitting.isEmpty {
      let key = LearnedModel.Key(try picture.image())
      let model = fitting.first { $0.symbols[key] != nil }
      if let model, let symbols = model.symbols[key] {
        found.append(.learned(symbols, model.choice))
      }
    }
    if let objects, objects.codec.fits(picture.shape) { found.append(.objects(objects)) }
    found += adapted.filter { $0.paths.contains(path) }.map { .photo($0.choice) }
    return found + [.photo(photo)]
  }

  /// A note if no picture has the shape of the given model.
  ///
  /// - Parameter used: indices of the models that encode pictures
  func note(used: Set<Int>) -> Problem? {
    guard let objects, !used.contains(objects.index) else { return nil }
    return Problem(
      message:
        "the model given is of pictures of \(objects.codec.model.shape), and none was packed "
        + "with it; it lies in the archive all the same", kind: nil)
  }

  /// The format version that archives of these models need.
  ///
  /// - Parameter hasPictures: whether there are pictures, which may be stored as blocks, or have
  ///   metadata with marks
  func version(hasPictures: Bool) -> FormatVersion {
    guard !hasPictures else { return .blocks }
    let others = listed.map(\.version).max() ?? .first
    let ofObjects = learned.map(\.choice.codec) + [objects?.codec].compactMap(\.self)
    guard !ofObjects.contains(where: { $0.model.bins == .logistic }) else { return .followed }
    guard adapted.isEmpty else { return max(.learned, others) }
    return max(objects == nil && learned.isEmpty ? .first : .groups, others)
  }
}

extension ArchiveModel {
  /// An embedded model file, its byte tensors coded as matrices.
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
  /// The model for photographs and its number of levels; nil if the given file is no model.
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
