import Aezip
import Files
import Tables
import Training

/// The data of a run.
struct TrainingInput {
  let data: TrainingData
  let table: Table
  let scale: NumberScale
  /// Their description in the model's card.
  let card: ModelCard.Data
  /// The files that are left out, and why.
  let leftOut: [String]

  /// Reads the data.
  ///
  /// - Parameter heldOut: paths of other data to evaluate on; empty for a tenth of the data
  static func read(_ opened: Dataset, heldOut: [RawPath]) throws -> TrainingInput {
    let table = try Self.table(of: opened)
    let scale = table.unitScale
    let source = TableSamples(table, scale: scale)
    var digest = table.digest.description
    let data: TrainingData
    if heldOut.isEmpty {
      let split = table.split
      data = TrainingData(source, trained: split.training, heldOut: split.heldOut)
    } else {
      let evaluation = try Self.table(of: Dataset.open(heldOut.map(\.bytes)))
      guard evaluation.kind == table.kind else {
        throw TrainError.otherHeldOut(evaluation.kind, data: table.kind)
      }
      data = TrainingData(
        training: source, evaluation: TableSamples(evaluation, scale: scale))
      digest += "+\(evaluation.digest)"
    }
    let card = ModelCard.Data(
      digest: digest, trained: data.trained.count,
      heldOut: data.isHeldOut ? data.evaluated.count : 0, type: table.type, scale: scale)
    return TrainingInput(
      data: data, table: table, scale: scale, card: card,
      leftOut: opened.leftOut.map(\.description))
  }

  /// The squared error of larger numbers could be infinite.
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

/// Why training cannot begin, apart from faults of files.
enum TrainError: KindedError, CustomStringConvertible, Equatable {
  /// The sample with this index, from 0, has a number that is not finite.
  case notFinite(object: Int)
  /// The square of this number is infinite.
  case tooLarge(Double)
  case otherHeldOut(TableKind, data: TableKind)
  /// The data differ from those that the saved run began with.
  case otherData(checkpoint: [UInt8])
  case notPhotographs
  /// The metadata of the model to tune have no lambdas.
  case noLambdas(model: [UInt8])
  /// The model to tune removes noise, and a codec is to be trained.
  case notACodec(model: [UInt8])
  /// The model to tune has another number of levels than there are standard deviations of noise.
  case otherLevels(model: [UInt8], levels: Int)
  /// An option does not apply to the kind that was chosen by the data.
  case notOfPhoto(option: String)
  case onlyOfPhoto(option: String)
  case onlyOfPictures(option: String)
  case notOfJPEG(option: String)
  /// The option says nothing to what fitted pictures begin with.
  case notOfFitted(option: String)
  /// No photograph is large enough.
  case noFitted(side: Int)
  /// None of the data is a JPEG file that the exact coder takes.
  case noJPEG

  var kind: ErrorKind {
    switch self {
    case .notFinite, .tooLarge, .noLambdas, .otherLevels, .notACodec: .badData
    case .otherHeldOut, .otherData, .notPhotographs, .notOfPhoto, .onlyOfPhoto,
      .onlyOfPictures, .notOfJPEG, .noJPEG, .notOfFitted, .noFitted:
      .misuse
    }
  }

  var description: String {
    switch self {
    case .notFinite(let object):
      "sample \(object + 1) of the data has a number that is not finite; remove it"
    case .tooLarge(let number):
      """
      the data have a number of magnitude \(number), whose square overflows; remove it, or scale \
      its column
      """
    case .otherHeldOut(let held, let data):
      "the held-out data are \(held), the training data \(data); give data of one kind"
    case .otherData(let path):
      """
      \(displayName(of: path)): the run began with other data; give the same data, or leave out \
      --resume
      """
    case .notPhotographs:
      "the data are tables, but the photo codec needs pictures; leave out --kind photo and --from"
    case .noLambdas(let path):
      "\(displayName(of: path)): the metadata have no lambdas; tune a model that has them"
    case .notACodec(let path):
      """
      \(displayName(of: path)): the model removes noise and is no codec; tune a codec, or give \
      --denoise
      """
    case .otherLevels(let path, let levels):
      """
      \(displayName(of: path)): the model has \(plural(levels, "level")), but --denoise needs \
      \(PhotoPlan.usualNoise.count); tune another model
      """
    case .notOfPhoto(let option):
      "\(option) does not apply to the photo codec; leave it out, or give another --kind"
    case .onlyOfPhoto(let option):
      "\(option) applies to the photo codec only; leave it out, or give --kind photo"
    case .notOfJPEG(let option):
      "\(option) does not apply to the model of JPEG files; leave it out"
    case .notOfFitted(let option):
      "\(option) does not apply to what fitted pictures begin with; leave it out"
    case .noFitted(let side):
      "no photograph in colour has \(side)×\(side) pixels; name a folder of larger ones"
    case .noJPEG: "none of the data is a JPEG file to learn from; name a folder of photographs"
    case .onlyOfPictures(let option):
      "\(option) applies to pictures of at least 2×2 pixels only; leave it out"
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
