import Aezip
import Files
import Tables
import Training

/// The data of a run, read and looked over.
struct TrainingInput {
  let data: TrainingData
  let table: Table
  let scale: NumberScale
  /// What the model's card says of them.
  let card: ModelCard.Data
  /// Of files that are not part of the data.
  let leftOut: [String]

  init(_ opened: Dataset, heldOut: [RawPath]) throws {
    table = try Self.table(of: opened)
    scale = table.unitScale
    let source = TableSamples(table, scale: scale)
    var digest = table.digest.description
    if heldOut.isEmpty {
      let split = table.split
      data = TrainingData(source, trained: split.training, heldOut: split.heldOut)
    } else {
      let judging = try Self.table(of: Dataset.open(heldOut.map(\.bytes)))
      guard judging.kind == table.kind else {
        throw TrainError.otherHeldOut(judging.kind, data: table.kind)
      }
      data = TrainingData(
        training: source, judging: TableSamples(judging, scale: scale))
      digest += "+\(judging.digest)"
    }
    card = ModelCard.Data(
      digest: digest, trained: data.trained.count,
      heldOut: data.isHeldOut ? data.judged.count : 0, type: table.type, scale: scale)
    leftOut = opened.leftOut.map(\.description)
  }

  /// Of larger numbers the squared error of some objects would be infinite.
  private static let greatest = 1e150

  private static func table(of dataset: Dataset) throws -> Table {
    let table: Table =
      switch dataset.content {
      case .table(let table): table
      case .pictures(let source): try source.table()
      }
    if let object = table.firstNonFinite { throw TrainError.notFinite(object: object) }
    if let extremes = table.extremes {
      let greatest = max(extremes.upperBound, -extremes.lowerBound)
      guard greatest <= Self.greatest else { throw TrainError.tooLarge(greatest) }
    }
    return table
  }
}

/// Why there is nothing to train, beyond what is wrong with files.
enum TrainError: KindedError, CustomStringConvertible, Equatable {
  /// An object has a number that is infinite or none; counted from 0.
  case notFinite(object: Int)
  /// Squares of numbers so large are infinite.
  case tooLarge(Double)
  case otherHeldOut(TableKind, data: TableKind)
  /// A run goes on with the data it began with.
  case otherData(checkpoint: [UInt8])
  case notPhotographs
  /// A model to tune does not say what a squared error costs at its levels.
  case noLambdas(model: [UInt8])
  /// A model to tune takes noise out, which a codec does not begin from.
  case notACodec(model: [UInt8])
  /// A model to tune has other levels than there are deviations of noise.
  case otherLevels(model: [UInt8], levels: Int)
  /// An option means nothing for the kind that suits the data, though no kind was named.
  case notOfPhoto(option: String)
  case onlyOfPhoto(option: String)
  case onlyOfPictures(option: String)

  var kind: ErrorKind {
    switch self {
    case .notFinite, .tooLarge, .noLambdas, .otherLevels, .notACodec: .badData
    case .otherHeldOut, .otherData, .notPhotographs, .notOfPhoto, .onlyOfPhoto,
      .onlyOfPictures:
      .misuse
    }
  }

  var description: String {
    switch self {
    case .notFinite(let object):
      "object \(object + 1) of the data has a number that is not finite; take it out"
    case .tooLarge(let number):
      """
      the data have a number of magnitude \(number), whose square is no number any more; take it \
      out, or bring its column to another scale
      """
    case .otherHeldOut(let held, let data):
      "held-out objects are \(held), those to learn from \(data); give objects of one kind"
    case .otherData(let path):
      """
      \(displayName(of: path)): the run began with other data; name the same, or begin anew \
      without --resume
      """
    case .notPhotographs:
      "the data are tables, and photo learns from pictures; leave out --kind photo and --from"
    case .noLambdas(let path):
      """
      \(displayName(of: path)): does not say what an error costs at its levels; tune a model \
      whose metadata has lambdas
      """
    case .notACodec(let path):
      """
      \(displayName(of: path)): takes noise out, and codes nothing; tune a model that codes, or \
      give --denoise
      """
    case .otherLevels(let path, let levels):
      """
      \(displayName(of: path)): has \(plural(levels, "level")), and --denoise wants \
      \(PhotoPlan.usualNoise.count); tune a model with as many
      """
    case .notOfPhoto(let option):
      "the photo codec has no \(option); leave it out, or name another --kind"
    case .onlyOfPhoto(let option):
      "only the photo codec has \(option); leave it out, or give --kind photo"
    case .onlyOfPictures(let option):
      """
      only pictures of two rows and columns at least can be moved by \(option), and these data are \
      none; leave it out
      """
    }
  }
}

extension TrainingError: KindedError {
  package var kind: ErrorKind { .misuse }
}

extension SettingsError: KindedError {
  package var kind: ErrorKind { .misuse }
}

extension DatasetError: KindedError {
  package var kind: ErrorKind {
    switch self {
    case .walk, .noPaths, .empty, .mixedKinds, .mixedTables, .mixedPictures, .notData: .misuse
    case .nothingUsable, .labels, .tooLarge: .misuse
    case .input: .system
    case .table, .picture, .changed: .badData
    }
  }
}
