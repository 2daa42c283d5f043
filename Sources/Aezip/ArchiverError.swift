import Container
import Entropy
import Files
import Images
import Protection
import Tables
import Tensors

/// What the archiver itself finds wrong; errors of its parts come through as they are.
///
/// Every error thrown by this library belongs to one of three kinds: see ``ErrorKind``.
public enum ArchiverError: Error, Equatable {
  /// Nothing was found to pack; why the first file was left out.
  case nothingToPack(reason: String?)
  /// No entry of the archive matches any of the patterns.
  case nothingMatches([String])
  /// A quality outside of 0…100.
  case badQuality(Double)
  /// A PSNR, in dB, outside of ``PackOptions/psnrRange``.
  case badPSNR(Double)
  /// A PSNR is asked for, and that nothing be lost.
  case psnrWithoutLoss
  /// A PSNR, or better codes, asked for of pictures that are not to be decoded again.
  case uncheckedComparison
  /// An error of numbers that is negative, infinite or none.
  case badError(Double)
  /// Numbers may be off by an error, and nothing is to be lost.
  case errorWithoutLoss
  /// A percentage of an archive that cannot be healed, or is nothing.
  case badRedundancy(Double)
  /// A rate or a size that is none.
  case badTarget(String)
  /// A rate or a size is of pictures stored with loss, and none are to be.
  case targetWithoutLoss
  /// Even at the lowest level the archive is larger than was asked for; both as people read it.
  case unreachedSize(wanted: String, least: String)
  /// Even at the best level the pictures have a lower mean PSNR than was asked for, in dB.
  case unreachedPSNR(wanted: Double, best: Double)
  /// The archive was written with a model this program does not have.
  case unknownModel(name: String, digest: String)
  case badModel(name: String, reason: String)
  /// A model in the archive says what it has other than one this program does not have.
  case missingBase(model: String, digest: String)
  /// Decoded samples or bytes are not those that were packed.
  case digestMismatch(path: String)
  /// An entry's extras or codes contradict what the catalogue says of it.
  case malformedEntry(path: String, reason: String)
  /// An entry of a kind or coder this program does not know.
  case unknownKind(path: String)
  /// The pictures and tables asked for come to more than an archive of so few bytes is believed to
  /// hold.
  case decodesToTooMuch(bytes: Int, allowed: Int)
  /// Of a damaged archive nothing can be saved.
  case nothingSaved
  /// What is to be written is what is to be read.
  case outputIsInput
  /// The archive is encrypted, and no passphrase is given.
  case needsPassphrase
  case wrongPassphrase
  case emptyPassphrase
  /// An archive is to be signed, or a signature checked, by what is no key; and why.
  case badKey(reason: String)
  /// A signature is wanted, and there is none.
  case notSigned
  /// The archive is signed by another key than is wanted; both as fingerprints.
  case otherSigner(found: String, wanted: String)
  /// The archive is not what was signed.
  case signatureMismatch(signer: String)
}

extension ArchiverError: CustomStringConvertible {
  /// One line that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .nothingToPack(let reason):
      "nothing to pack: \(reason ?? "every file was excluded")"
    case .nothingMatches(let patterns):
      "no entry matches \(patterns.joined(separator: ", ")); `aezip list` shows what there is"
    case .badQuality(let quality): "quality \(quality) is not within 0…100"
    case .badPSNR(let psnr):
      "a PSNR of \(Self.text(psnr)) dB is not within 1…100 dB"
    case .psnrWithoutLoss: "a PSNR is of pictures stored with loss, and none are to be"
    case .uncheckedComparison:
      "a PSNR, and better codes, are found by decoding pictures again, and none are to be"
    case .badTarget(let target): "\(target) is no size that pictures could have; ask for more"
    case .badRedundancy(let percent):
      "a redundancy of \(percent) % is not above 0 and at most \(Int(Redundancy.maximumPercent)) %"
    case .targetWithoutLoss:
      "a size or a rate is reached by the loss of pictures, and none is to be lost"
    case .unreachedSize(let wanted, let least):
      "at the lowest quality it still comes to \(least), not \(wanted); ask for more, pack "
        + "fewer files, or ask less of each picture"
    case .badError(let error): "a maximum error of \(error) is not 0 or above"
    case .errorWithoutLoss: "a maximum error is of tables stored with loss, and none are to be"
    case .unreachedPSNR(let wanted, let best):
      "the pictures reach a mean PSNR of \(Self.text(best)) dB at the best quality, not \(Self.text(wanted)) dB; "
        + "ask for less, or use --min-psnr alone, which stores exactly what falls short"
    case .unknownModel(let name, let digest):
      "needs the model \(name) (\(digest.prefix(16))…), which this program does not have; "
        + "use a newer aezip, or give the model file with --model"
    case .badModel(let name, let reason): "model \(name): \(reason)"
    case .missingBase(let model, let digest):
      "model \(model): says only what it has other than the model \(digest.prefix(16))…, which this "
        + "program does not have; use a newer aezip, or give the model file with --model"
    case .digestMismatch(let path):
      "\(path): decoded content is not what was packed (digest differs)"
    case .malformedEntry(let path, let reason): "\(path): \(reason)"
    case .unknownKind(let path):
      "\(path): stored in a way this program does not know; use a newer aezip"
    case .decodesToTooMuch(let bytes, let allowed):
      "its pictures and tables decode to \(bytes) bytes, and \(allowed) are allowed for an archive of "
        + "its size; take some of it at a time, or if you trust it allow more with --limit"
    case .nothingSaved: "nothing of it can be saved: no block is intact"
    case .outputIsInput:
      "is the damaged archive itself, which is left as it is; choose another name for the whole one"
    case .needsPassphrase:
      "is encrypted; give its passphrase with --passphrase-file, or in AEZIP_PASSPHRASE"
    case .wrongPassphrase: "wrong passphrase"
    case .emptyPassphrase: "the passphrase is empty"
    case .badKey(let reason): reason
    case .notSigned: "is not signed"
    case .otherSigner(let found, let wanted):
      "is signed by another key: \(found.prefix(16))…, not \(wanted.prefix(16))…"
    case .signatureMismatch(let signer):
      "is not what the key \(signer.prefix(16))… signed: damaged or tampered with"
    }
  }
}

extension ArchiverError {
  /// A PSNR rounded down to hundredths.
  private static func text(_ psnr: Double) -> String {
    let text = "\((psnr * 100).rounded(.down) / 100)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// Whose fault an error is.
public enum ErrorKind: Sendable {
  /// The caller asked for something that cannot be done as asked.
  case misuse
  /// Data are damaged, hostile or too new.
  case badData
  /// The system failed: permissions, space, input and output.
  case system
  /// Nobody's: nothing is known to be wrong, and only a newer program can check it. Only problems
  /// of a report are of this kind.
  case unchecked

  /// The kind of any error this library throws.
  public init(of error: any Error) {
    switch error {
    case let error as ArchiverError: self = error.kind
    case let error as ArchiveError: self = error.isSystemFailure ? .system : .badData
    case is WalkError, is KernelsError, is KeyError: self = .misuse
    case let error as OutputError:
      if case .system = error { self = .system } else { self = .misuse }
    case let error as ExtractionError: self = error.kind
    case is SystemError, is InputError: self = .system
    case let error as any KindedError: self = error.kind
    default: self = .badData
    }
  }
}

/// An error of a module above this one that says itself whose fault it is.
package protocol KindedError: Error {
  var kind: ErrorKind { get }
}

extension ArchiverError {
  var kind: ErrorKind {
    switch self {
    case .nothingToPack, .nothingMatches, .badQuality, .badPSNR, .psnrWithoutLoss,
      .uncheckedComparison, .badError,
      .errorWithoutLoss, .unreachedPSNR, .badRedundancy, .badTarget, .targetWithoutLoss,
      .unreachedSize, .outputIsInput, .needsPassphrase, .wrongPassphrase, .emptyPassphrase, .badKey:
      .misuse
    default: .badData
    }
  }
}

extension ExtractionError {
  var kind: ErrorKind {
    switch self {
    case .system: .system
    case .exists, .sameName, .directoryInTheWay, .blocked, .unsafeLink: .misuse
    case .unsafePath: .badData
    }
  }
}
