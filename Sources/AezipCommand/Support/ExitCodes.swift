import Aezip
import ArgumentParser
import Bytes
import Container
import Files
import LatentSpace
import Protection
import Training

extension ExitCode {
  /// Finished, but not with every file.
  static let incomplete = ExitCode(1)
  static let misuse = ExitCode(64)
  static let badData = ExitCode(65)
  /// Something that was to be read is not there: EX_NOINPUT.
  static let noInput = ExitCode(66)
  /// The program itself is at fault: EX_SOFTWARE.
  static let internalError = ExitCode(70)
  static let systemFailure = ExitCode(74)
  /// What a shell reports for SIGPIPE.
  static let unread = ExitCode(128 + 13)

  /// For an operation that reports file by file.
  init(for problems: [Problem]) {
    let kinds = problems.compactMap(\.kind)
    if kinds.isEmpty {
      self = .success
    } else {
      self = kinds.contains(.badData) ? .badData : .incomplete
    }
  }

  /// For an error that ended the program.
  init(for error: any Error) {
    self = error.isMissingInput ? .noInput : ExitCode(for: ErrorKind(of: error))
  }

  private init(for kind: ErrorKind) {
    self =
      switch kind {
      case .misuse: .misuse
      case .badData: .badData
      case .system: .systemFailure
      case .unchecked: .incomplete
      case .internal: .internalError
      }
  }
}

/// An error together with the file that it does not name itself.
struct Failure: Error, CustomStringConvertible {
  let file: RawPath
  let error: any Error

  /// The file, the reason, and where there is one, the way out.
  var description: String { "\(file): \(Advice.sentence(for: error))" }
}

/// Runs `body`; errors that leave open which file they are about become those of `file`.
func naming<Result>(
  _ file: RawPath, _ body: () async throws -> Result
) async throws -> Result {
  do {
    return try await body()
  } catch let error as ArchiveError {
    throw Failure(file: file, error: error)
  } catch let error as AezipError {
    throw Failure(file: file, error: error)
  } catch let error as EncryptionError {
    throw Failure(file: file, error: error)
  } catch let error as DamagedBytes {
    throw Failure(file: file, error: error)
  } catch let error as LatentError {
    throw Failure(file: file, error: error)
  }
}

extension Error {
  /// Whether a file or folder that was to be read is not there.
  fileprivate var isMissingInput: Bool {
    switch self {
    case let error as SystemError: error.isMissingInput
    case let error as InputError:
      if case .system(let error) = error { error.isMissingInput } else { false }
    case let error as WalkError:
      if case .argument(let error) = error { error.isMissingInput } else { false }
    case let error as DatasetError:
      switch error {
      case .input(let error): error.isMissingInput
      case .walk(let error): error.isMissingInput
      default: false
      }
    default: false
    }
  }
}

extension RootCommand {
  /// Ends the program with what `error` says: help on standard output, all else as one line on
  /// standard error.
  static func end(by error: any Error) -> Never {
    if !(error is ExitCode), exitCode(for: error).isSuccess { exit(withError: error) }
    do {
      exit(withError: try report(error))
    } catch {
      exit(withError: ExitCode.unread)
    }
  }

  /// Says what `error` says as one line.
  ///
  /// - Returns: the exit code that stands for it
  /// - Throws: the error, if nobody reads what is printed
  static func report(_ error: any Error) throws -> ExitCode {
    if let error = error as? SystemError, error.isUnread { throw error }
    if let code = error as? ExitCode { return code }
    let isMisuse = exitCode(for: error) == .validationFailure
    let message = isMisuse ? misuse(error) : Advice.sentence(for: error)
    let cause = (error as? Failure)?.error ?? error
    let code = isMisuse ? .misuse : ExitCode(for: cause)
    guard JSONLines.isOn else {
      Output.complain(about: message)
      return code
    }
    try JSONLines.print(
      "error", JSONLines.ErrorJSON(message: message, exitCode: code.rawValue))
    return code
  }

  /// The argument parser's message on one line, with where help is to be had.
  private static func misuse(_ error: any Error) -> String {
    let reason = message(for: error).split(separator: "\n").joined(separator: " ")
    // The last line of the full message names the command whose help explains it.
    let hint = fullMessage(for: error).split(separator: "'")
    let help = hint.last { $0.hasPrefix("aezip ") } ?? "aezip --help"
    let end = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    return "\(end); see `\(help)`"
  }
}
