import Aezip
import ArgumentParser
import Bytes
import Container
import Files
import LatentSpace
import Protection

extension ExitCode {
  /// Finished, but not with every file.
  static let incomplete = ExitCode(1)
  static let misuse = ExitCode(64)
  static let badData = ExitCode(65)
  static let systemFailure = ExitCode(74)
  /// What a shell reports for SIGPIPE.
  static let unread = ExitCode(128 + 13)

  /// For an operation that a file by file report came of.
  init(for problems: [Problem]) {
    let kinds = problems.compactMap(\.kind)
    if kinds.isEmpty {
      self = .success
    } else {
      self = kinds.contains(.badData) ? .badData : .incomplete
    }
  }

  /// For an error that ended the program.
  init(for kind: ErrorKind) {
    self =
      switch kind {
      case .misuse: .misuse
      case .badData: .badData
      case .system: .systemFailure
      case .unchecked: .incomplete
      }
  }
}

/// An error together with the file that it does not name itself.
struct Failure: Error, CustomStringConvertible {
  let file: RawPath
  let error: any Error

  /// The file, the reason, and where there is one, the way out.
  var description: String {
    let advice =
      ((error as? ArchiveError)?.advice ?? (error as? EncryptionError)?.advice
      ?? (error as? DamagedBytes)?.advice).map { "; \($0)" } ?? ""
    return "\(file): \(error)\(advice)"
  }
}

/// Runs `body`; errors that leave open which file they are about become those of `file`.
func naming<Result>(
  _ file: RawPath, _ body: () async throws -> Result
) async throws -> Result {
  do {
    return try await body()
  } catch let error as ArchiveError {
    throw Failure(file: file, error: error)
  } catch let error as ArchiverError {
    throw Failure(file: file, error: error)
  } catch let error as EncryptionError {
    throw Failure(file: file, error: error)
  } catch let error as DamagedBytes {
    throw Failure(file: file, error: error)
  } catch let error as LatentError {
    throw Failure(file: file, error: error)
  }
}

extension ArchiveError {
  /// What the user can do about it.
  fileprivate var advice: String? {
    switch self {
    case .notAnArchive: "give an archive made by `aezip pack`"
    case .mangledByTextCopy: "copy it again in binary mode"
    case .unsupportedVersion: "use a newer aezip"
    case .unknownRequiredSection, .catalogue(_, _, .unknownRequiredColumn): "use a newer aezip"
    case .readFailed, .unwritable, .compression, .aboveLimit: nil
    case .endsEarly, .wrongFileLength, .modelDigest, .damagedBytes: damageAdvice
    default: "damaged: \(damageAdvice)"
    }
  }
}

/// What there is to do about damage, where it is said that this is what it is.
private let damageAdvice =
  "fetch it again from where it is intact, or save the rest with `aezip repair`"

extension EncryptionError {
  /// What the user can do about it.
  fileprivate var advice: String? {
    switch self {
    case .mangledByTextCopy: "copy it again in binary mode"
    case .unsupportedVersion: "use a newer aezip"
    case .damagedHeader, .damagedCopy, .endsEarly, .appended, .shifted: damageAdvice
    default: nil
    }
  }
}

extension DamagedBytes {
  /// What the user can do about it.
  fileprivate var advice: String? { damageAdvice }
}

extension RootCommand {
  /// Ends the program with what `error` says: help on standard output, all else as one line on
  /// standard error.
  static func end(by error: any Error) -> Never {
    if let error = error as? SystemError, error.isUnread { exit(withError: ExitCode.unread) }
    let code = exitCode(for: error)
    if error is ExitCode || code.isSuccess { exit(withError: error) }
    if code == .validationFailure {
      Output.complain(about: misuse(error))
      exit(withError: ExitCode.misuse)
    }
    Output.complain(about: "\(error)")
    let cause = (error as? Failure)?.error ?? error
    exit(withError: ExitCode(for: ErrorKind(of: cause)))
  }

  /// The argument parser's message on one line, with where help is to be had.
  private static func misuse(_ error: any Error) -> String {
    let reason = message(for: error).split(separator: "\n").joined(separator: " ")
    // The last line it adds tells which command's help to ask for.
    let hint = fullMessage(for: error).split(separator: "'")
    let help = hint.last { $0.hasPrefix("aezip ") } ?? "aezip --help"
    let end = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    return "\(end); see `\(help)`"
  }
}
