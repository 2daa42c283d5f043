import Aezip
import Bytes
import Container
import Evaluation
import Files
import LatentSpace
import Protection
import Training

/// What users are told to type about errors. Libraries say what failed and why; flags and commands
/// are named here alone.
enum Advice {
  /// One line: what failed and, where there is something, what to type.
  ///
  /// - Parameter given: values of options as they were typed, where that differs
  static func sentence(for error: any Error, given: [PackOption: String] = [:]) -> String {
    switch error {
    case AezipError.outOfRange(let option, let value, let allowed):
      return sentence(option, given[option] ?? value, allowed)
    case AezipError.conflict(let one, let other): return sentence(one, excluding: other)
    case AezipError.missing(let one, let other):
      return "\(flag(other)) needs \(flag(one)) as well"
    default:
      return "\(error)" + (advice(for: error).map { "; \($0)" } ?? "")
    }
  }

  /// The message of a problem, and what to type about it. About damage, which may concern many
  /// files, the command itself says that once.
  static func sentence(for problem: Problem) -> String {
    guard let advice = problem.error.flatMap({ advice(for: $0) }), !advice.hasSuffix(damage) else {
      return problem.message
    }
    return "\(problem.message); \(advice)"
  }

  /// What the user can do about an error; nil where nothing helps.
  static func advice(for error: any Error) -> String? {
    switch error {
    case let error as AezipError: error.advice
    case let error as ArchiveError: error.advice
    case let error as EncryptionError: error.advice
    case is DamagedBytes: damage
    case OutputError.exists: "choose another name, or replace it with --overwrite"
    case ExtractionError.exists: "unpack elsewhere, or replace it with --overwrite"
    case let error as LatentError: error.advice
    case let error as SettingsError: error.advice
    case MeasuringError.noPictures(_, files: 0): "name a folder with pictures"
    case MeasuringError.changed: "run the report again"
    case MeasuringError.lost: "run it again, which keeps what is measured"
    case MeasuringError.foreignCache: "rename it, or choose another --out"
    case MeasuringError.cacheInUse: "wait for its end, or choose another --out"
    case ComparisonError.fileAgainstFolder: "give two files or two folders"
    case BenchSearchError.noLabels: "give a table with labels beside it, or a folder of folders"
    case BenchSearchError.otherCount: "pack just the data, with one small model"
    default: nil
    }
  }

  /// What there is to do about damage.
  fileprivate static let damage =
    "fetch it again from where it is intact, or save the rest with `aezip repair`"
  fileprivate static let newer = "use a newer aezip"
  fileprivate static let limit = "if you trust the archive allow more with --limit"
  fileprivate static let binary = "copy it again in binary mode"
}

/// Options of packing by their flags.
extension Advice {
  private static func flag(_ option: PackOption) -> String {
    switch option {
    case .quality: "--quality"
    case .psnr: "--psnr"
    case .minimumPSNR: "--min-psnr"
    case .windows: "--each-window"
    case .bytes: "--size"
    case .bitsPerPixel: "--bpp"
    case .maximumError: "--max-error"
    case .redundancy: "--redundancy"
    case .lossless: "--lossless"
    case .jpeg: "--jpeg"
    case .unchecked: "--no-check"
    case .latentsOnly: "--latents-only"
    case .effort: "--effort"
    case .learning: "--learn"
    }
  }

  private static func sentence(
    _ option: PackOption, _ value: String, _ allowed: String
  ) -> String {
    let start = "\(flag(option)) \(value) is"
    return switch option {
    case .redundancy: "\(start) no percentage from 0.0001% to 50%, such as 5%"
    case .maximumError: "\(start) not a number of 0 or above"
    case .bytes, .bitsPerPixel, .learning: "\(start) not a number above 0"
    default: "\(start) not within \(allowed)"
    }
  }

  private static func sentence(_ one: PackOption, excluding other: PackOption) -> String {
    switch (one, other) {
    case (.lossless, .learning):
      "--lossless stores no latents that a model could learn; leave out --learn"
    case (.lossless, .jpeg):
      "--lossless keeps every byte of JPEG files; leave out --jpeg lossy, or take --quality instead"
    case (.lossless, .latentsOnly): "--lossless stores no latents; leave out --latents-only"
    case (.lossless, .unchecked):
      "--lossless stores no latents to be decoded; leave out --no-check"
    case (_, .unchecked): "\(flag(one)) needs decoded pictures; leave out --no-check"
    case (.learning, .bytes), (.learning, .bitsPerPixel):
      "--learn learns for a quality or a PSNR; leave out \(flag(other)), or take --psnr instead"
    default: "\(flag(one)) and \(flag(other)) exclude each other"
    }
  }
}

extension AezipError {
  fileprivate var advice: String? {
    switch self {
    case .nothingMatches, .notStoredAs: "`aezip list` shows what there is"
    case .unreachedSize: "ask for more, pack fewer files, or ask less of each picture"
    case .unreachedPSNR:
      "ask for less, or use --min-psnr alone, which stores exactly what falls short"
    case .outputIsInput: "choose another name for the repaired one"
    case .needsPassphrase: "give its passphrase with --passphrase-file, or in AEZIP_PASSPHRASE"
    case .unknownModel, .missingBase: "\(Advice.newer), or give the model file with --model"
    case .unusableModel(_, let flaw): flaw.advice
    case .aboveLimit: Advice.limit
    case .decodesToTooMuch: "take some of it at a time, or \(Advice.limit)"
    case .unknownKind: Advice.newer
    default: nil
    }
  }
}

extension ModelFlaw {
  fileprivate var advice: String? {
    switch self {
    case .noLambdas: "leave out --effort"
    case .onlyDecodes: "give the file that `aezip train` wrote"
    case .denoises, .notOfPictures: "give a model that encodes pictures"
    case .isDelta, .notOfOneShape: nil
    }
  }
}

extension ArchiveError {
  fileprivate var advice: String? {
    switch self {
    case .notAnArchive: "give an archive made by `aezip pack`"
    case .appendedBytes: "the archive may be intact: `aezip repair` copies it without them"
    case .mangledByTextCopy: Advice.binary
    case .unsupportedVersion: Advice.newer
    case .unknownRequiredSection, .catalogue(_, _, .unknownRequiredColumn): Advice.newer
    case .catalogue(_, _, .entry(_, .belowFile)):
      "hostile: no archiver writes such a path; `aezip repair` saves what other blocks hold"
    case .catalogue(_, _, .entry(_, let flaw)) where flaw.isHostile:
      "hostile: no archiver writes such a path; `aezip repair` saves all under safe names"
    case .aboveLimit: Advice.limit
    case .readFailed, .unwritable, .compression: nil
    case .endsEarly, .wrongFileLength, .modelDigest, .damagedBytes: Advice.damage
    default: "damaged: \(Advice.damage)"
    }
  }
}

extension EncryptionError {
  fileprivate var advice: String? {
    switch self {
    case .mangledByTextCopy: Advice.binary
    case .unsupportedVersion, .unknownDerivation: Advice.newer
    case .damagedHeader, .damagedCopy, .endsEarly, .appended, .shifted: Advice.damage
    default: nil
    }
  }
}

extension LatentError {
  fileprivate var advice: String? {
    switch self {
    case .noLatents: "pack the pictures with --latents-only"
    case .sizeMismatch: "scale the picture, or use a model of its size"
    case .notLatents: "`aezip list` shows which entries are pictures"
    case .tooManyLatents: "train a model with fewer --latents"
    case .photograph: "name pictures that a small model codes"
    case .differentModels: "name two pictures that `aezip search` compares"
    case .decoderOnly: "use a model of `aezip train`, which has an encoder"
    case .notPictures: "use a model that was trained on pictures"
    case .notSampleModel: "use a model of `aezip train`, of any kind but photo"
    case .noSampleModel: "pack pictures of one size with --learn or --model"
    case .nothingKnown: "leave a part of the picture unmarked"
    case .maskSizeMismatch: "scale the mask to the picture's size"
    case .nothingMissing:
      "give --mask with white where to fill, or a picture that is transparent there"
    case .notDenoiser: "train one with `aezip train --from built-in --denoise`"
    case .noLatentDistribution:
      "use a variational or adversarial model, or draw from the model's prior with --prior"
    case .notConvolutional: "use a model of kind conv or photo, or leave out --style"
    case .notTwoLatents: "use --by pca or --by neighbours"
    case .notFinite: "use another model"
    case .oneClass: "give pictures of at least two labels"
    case .notClassifier: "give a file of `aezip classify train`"
    case .notAttribute: "give a file of `aezip attribute`"
    case .noPictures: "give some pictures with the attribute and some without"
    case .noDifference: "give other pictures, or a model with more latents"
    case .attributeOfOtherModel:
      "give that model to --model, or learn the attribute again with `aezip attribute`"
    }
  }
}

extension SettingsError {
  fileprivate var advice: String? {
    switch self {
    case .notHalvable: "use --kind deep"
    case .crossEntropyNeedsSigmoid: "use --output sigmoid, or --loss squared"
    case .sparsityNeedsSigmoid: "use --code sigmoid, or --penalty l1"
    case .noLinearPath: "leave out --linear-path, or use --kind conv or deep"
    case .tooManyComponents: "use fewer --latents"
    case .outOfRange, .components, .impossible: nil
    }
  }
}

extension ExternalError: KindedError {
  package var kind: ErrorKind { .system }
}

extension PublishedCurvesError: KindedError {
  package var kind: ErrorKind { .badData }
}

extension ArchiveLossError: KindedError {
  package var kind: ErrorKind { .badData }
}

extension PCAError: KindedError {
  package var kind: ErrorKind { .badData }
}
