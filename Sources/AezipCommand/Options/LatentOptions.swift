import Aezip
import ArgumentParser
import LatentSpace

/// Options of commands that write a new file or folder.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Replace the output file if it exists.")
  var overwrite = false

  @OptionGroup var report: ReportOptions
}

/// Options of commands that read the latents of an archive.
struct LatentArchiveOptions: ParsableArguments {
  @OptionGroup var models: ModelsOption
  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption

  /// Opens an archive with the models and the passphrase.
  func open(_ path: RawPath) throws -> Archive {
    try Archive(path, passphrase, models: models.read())
  }
}

/// Options of commands that take latents from a model or from an archive.
struct LatentSourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Use this model, a file or a built-in name.", valueName: "file"))
  var model: RawPath?

  @Option(
    help: "Use the model and the pictures of this archive.",
    completion: .file(extensions: ["aez"]))
  var archive: RawPath?

  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var jobs: JobsOption

  func validate() throws {
    guard (model == nil) != (archive == nil) else {
      throw ValidationError(
        model == nil
          ? "no model is given; give --model with a model, or --archive with an archive"
          : "both --model and --archive are given; leave out one")
    }
  }

  /// Reads from the archive if one is given, otherwise from the model's file. Errors name that
  /// file.
  func read<Result>(
    fromArchive: (Archive) async throws -> Result, fromModel: ([UInt8]) throws -> Result
  ) async throws -> Result {
    if let archive {
      return try await naming(archive) { try await fromArchive(Archive(archive, passphrase)) }
    }
    // `validate()` has checked that one of both is given.
    let model = model ?? RawPath([])
    return try readModel(model, as: fromModel)
  }
}

/// The seed of a command's random numbers.
struct SeedOption: ParsableArguments {
  @Option(help: "Seed the random numbers.")
  var seed: UInt64 = 0
}

/// The encoder of pictures: a model's, or none for their pixels.
struct FeaturesOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Encode pictures with this model, or use `pixels`.", valueName: "file"))
  var model: RawPath

  /// - Parameter pictures: training data, whose first picture has the size for `pixels`
  func features(for pictures: LabelledPictures) throws -> PictureFeatures {
    guard model.bytes != Array("pixels".utf8) else {
      return PictureFeatures(pixelsLike: try pictures.image(0))
    }
    return try Self.features(ofModel: model)
  }

  /// The encoder of a model's file.
  static func features(ofModel path: RawPath) throws -> PictureFeatures {
    try readModel(path) { try PictureFeatures(modelFile: $0) }
  }
}

/// The attributes of an edit, and their model.
struct EditOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add this attribute, by default with strength 1.", valueName: "attribute=strength"))
  var toward: [AttributeStrength]

  @Option(
    help: ArgumentHelp("Use the model of the attributes.", valueName: "file"))
  var model: RawPath

  /// - Parameter factor: multiplies all strengths
  func edit(times factor: Float = 1) throws -> AttributeEdit {
    let attributes = try toward.map { (try $0.attribute(), $0.strength * factor) }
    return try readModel(model) { try AttributeEdit(modelFile: $0, attributes) }
  }
}

/// The file of an attribute and its strength, as in smile.attribute=1.5.
struct AttributeStrength: ExpressibleByArgument {
  let path: RawPath
  let strength: Float

  /// The largest magnitude; beyond it a picture is nothing but the attribute.
  private static let maximum: Float = 100

  init?(argument: String) {
    let bytes = RawPath(argument: argument).bytes
    guard let sign = bytes.lastIndex(of: UInt8(ascii: "=")),
      let strength = Float(String(decoding: bytes[(sign + 1)...], as: UTF8.self))
    else {
      (path, self.strength) = (RawPath(bytes), 1)
      return
    }
    guard strength.isFinite, strength.magnitude <= Self.maximum else { return nil }
    (path, self.strength) = (RawPath(Array(bytes[..<sign])), strength)
  }

  static var defaultCompletionKind: CompletionKind { .file(extensions: ["attribute"]) }

  func attribute() throws -> Attribute {
    try readModel(path) { try Attribute(file: $0) }
  }
}

/// Reads a model's file, or the built-in model of that name, and parses it.
///
/// - Throws: ``Failure``, which names the file, if `parse` fails
func readModel<Result>(
  _ path: RawPath, as parse: ([UInt8]) throws -> Result
) throws -> Result {
  let file = try readModel(path)
  do {
    return try parse(file)
  } catch {
    throw Failure(file: path, error: error)
  }
}

/// Checks that a path ends in an extension.
///
/// - Throws: `ValidationError`, which names what the path is for
func requireExtension(_ suffix: String, of path: RawPath, for what: String) throws {
  guard path.bytes.suffix(suffix.utf8.count) == Array(suffix.utf8)[...] else {
    throw ValidationError("\(what) must have a name that ends in \(suffix), not '\(path)'")
  }
}
