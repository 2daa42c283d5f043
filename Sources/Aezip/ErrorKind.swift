import Bytes
import Container
import Entropy
import Files
import Images
import Learning
import LinearAlgebra
import Networks
import Protection
import Tables
import Tensors
import Training

/// Classes of errors, by their cause.
public enum ErrorKind: Sendable, CaseIterable {
  /// The request cannot be met.
  case misuse
  /// Data are damaged, hostile or too new.
  case badData
  /// The system failed: permissions, space, input and output; or the work was cancelled.
  case system
  /// No error is known, but only a newer program can check. Only problems of a report have this
  /// kind.
  case unchecked
  /// An unforeseen error of the program itself.
  case `internal`

  /// The kind of any error.
  public init(of error: any Error) {
    switch error {
    case let error as AezipError: self = error.kind
    case let error as any KindedError: self = error.kind
    case let error as ArchiveError: self = error.isSystemFailure ? .system : .badData
    case is WalkError, is KernelsError, is KeyError, is TrainingError: self = .misuse
    case let error as OutputError:
      if case .system = error { self = .system } else { self = .misuse }
    case let error as ExtractionError: self = error.kind
    case is SystemError, is InputError, is CancellationError: self = .system
    case ImageError.unreadable: self = .system
    case EncryptionError.derivationFailed: self = .system
    case EncryptionError.wrongPassphrase, EncryptionError.emptyPassphrase: self = .misuse
    case is BytesError, is ZstdError, is DamagedBytes, is CatalogueError, is EncryptionError,
      is EntropyError, is ImageError, is ModelError, is EigenvectorsError, is FolderError,
      is TableError, is TableCodeError, is GzipError, is CSVFlaw, is DecodingError:
      self = .badData
    default: self = .internal
    }
  }
}

/// An error of a higher module that states its own kind.
package protocol KindedError: Error {
  var kind: ErrorKind { get }
}

extension ExtractionError {
  fileprivate var kind: ErrorKind {
    switch self {
    case .system: .system
    case .exists, .sameName, .directoryInTheWay, .blocked, .unsafeLink: .misuse
    case .unsafePath: .badData
    }
  }
}
